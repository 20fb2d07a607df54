"""The welfare cap, by its regimes."""
