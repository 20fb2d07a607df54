"""Reports on people and awards."""
