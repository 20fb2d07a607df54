"""The person engine's kernels: chances, steps, the walk of one person, everybody's counts."""
