"""Rules of Employment and Support Allowance."""
