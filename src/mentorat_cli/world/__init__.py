"""Everything outside the program: disk, screen, folders, the prepared base. Effects live here."""
