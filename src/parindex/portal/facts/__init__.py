"""Facts: indicators, dated and scoped facts, and every version that a source ever gave."""
