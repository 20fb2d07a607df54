"""The claim: what the cohort kernel is given and what it gives back."""
