"""Values in, decree-30 Word documents out."""
