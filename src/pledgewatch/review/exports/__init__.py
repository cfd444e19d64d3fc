"""Hand on what a desk holds, in the formats that other tools read."""
