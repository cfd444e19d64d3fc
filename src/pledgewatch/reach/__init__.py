"""Carry the publication to readers whose network blocks it, through the browsers of volunteers.

docs/reach-protocol.md says what passes between the parts, to the byte; docs/reach.md why, and what it does not protect.
"""
