"""Policy: read, check, stack and filter what may be argued about."""
