"""Hold a company's pledge against its record, and show what every sentence rests upon."""

__version__ = "0.1.0"
