"""The desk in a browser: a local web application for the two or three people who work through what was found.

`build_app` gives an ASGI application; `pledgewatch review` serves it. Everything works by plain forms and links; the
little JavaScript there is makes the keyboard faster. Importing this package loads nothing.
"""
