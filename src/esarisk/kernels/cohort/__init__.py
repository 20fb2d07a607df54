"""The cohort kernel: a month of the claim, step by step."""
