"""Keep the bytes as they were: what was obtained, from where, when, and what kind of file it is by its content."""
