"""The records of the house: frozen, importing nothing of ours, imported by all. A module is a noun."""
