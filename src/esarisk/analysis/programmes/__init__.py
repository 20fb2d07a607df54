"""Questions about programme money."""
