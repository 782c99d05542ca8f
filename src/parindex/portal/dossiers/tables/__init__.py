"""Tables of dossiers."""
