"""People one by one."""
