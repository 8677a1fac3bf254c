"""Everything that reads or writes the world."""
