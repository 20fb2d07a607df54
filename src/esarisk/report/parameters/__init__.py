"""Reports on what the parameters hold."""
