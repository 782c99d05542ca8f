"""What people do with petitions. Only these write."""
