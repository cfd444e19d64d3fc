"""Keep what people decided about findings, and tell when what they decided upon has changed."""
