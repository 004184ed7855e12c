"""From a page to text: one module a format. Nothing is decided here."""
