"""The two engines beside each other."""
