"""A catalogue of documents: signs made comparable, citations matched with cards, registers of numbers."""
