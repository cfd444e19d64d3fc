"""Sign what is published, and tell a true copy from a forged or an old one.

A root key, kept offline, certifies other keys for one purpose each; the key with the purpose `manifest` signs a site's
manifest. The modules here import nothing else of Pledgewatch but its errors, so that whatever carries a site (a bridge,
a door) can check it with them. Every format is written down in docs/formats.md, with a test vector.
"""
