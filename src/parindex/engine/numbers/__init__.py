"""Reading and printing Vietnamese numbers and dates; exact decimals; the one rounding rule."""
