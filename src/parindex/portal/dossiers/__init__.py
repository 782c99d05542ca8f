"""One-stop dossiers: imports, figures, overdue work."""
