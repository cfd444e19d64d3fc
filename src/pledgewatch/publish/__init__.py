"""Print an edition as a static site that needs no server and no JavaScript.

>>> from pledgewatch.publish.edition import Edition
>>> from pledgewatch.publish.site import pages_of_edition
>>> edition = Edition(draft=True, as_of="2025-01-31", version="0")
>>> [page.path for page in pages_of_edition(edition)][:3]
['findings.html', 'index.html', 'quote.html']

`build_site(edition, folder)` writes them. Importing this package loads nothing; the modules load what they need.
"""
