"""What people do with dossiers. Only these write."""
