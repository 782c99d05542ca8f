"""What people hand in: workbooks of procedures, printed numbers, days."""
