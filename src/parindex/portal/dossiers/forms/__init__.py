"""What people type about dossiers."""
