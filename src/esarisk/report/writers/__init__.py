"""Where tables are written."""
