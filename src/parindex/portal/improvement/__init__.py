"""From lost points to an improvement plan."""
