"""Everything that writes people."""
