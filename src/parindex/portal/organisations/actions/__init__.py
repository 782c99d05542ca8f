"""Everything that writes units and positions."""
