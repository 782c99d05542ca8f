"""Units of government with their dates and lineage, and who holds which position in them."""
