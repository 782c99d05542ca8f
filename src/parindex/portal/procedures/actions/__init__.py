"""What people do with procedures. Only these write."""
