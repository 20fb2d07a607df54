"""Draws, and paths that were fitted."""
