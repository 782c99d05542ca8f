"""Writing plans, reports, proposals and letters whose figures are bound to facts."""
