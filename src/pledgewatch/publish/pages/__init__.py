"""Make each kind of page from an indexed edition; a module is a kind, each gives finished pages."""
