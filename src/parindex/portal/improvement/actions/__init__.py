"""What people do with improvement plans. Only these write."""
