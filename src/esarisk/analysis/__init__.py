"""Analysis: questions asked of runs."""
