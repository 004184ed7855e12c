"""What is known: the records, how YAML becomes them, the schema that editors use."""
