"""Tables of a run as data."""
