"""From finished values to text; nothing here decides, sorts or prints."""
