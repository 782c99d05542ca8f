"""Outside programs, with time and memory limits; says plainly when one is absent."""
