"""From typed words to answers, and back: territories, saved files, the equivalent command."""
