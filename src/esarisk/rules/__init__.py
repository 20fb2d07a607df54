"""Rules: the law as scalar functions of one claimant or one year."""
