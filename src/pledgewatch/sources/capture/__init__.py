"""Keep a web page as evidence: every request and answer as they were, a picture and a print of it, hash and time."""
