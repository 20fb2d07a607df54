"""What one person, and everybody, is paid."""
