"""The pages that people read; each function returns a `Document`, rendered elsewhere."""
