"""Reading dossiers: imports, figures."""
