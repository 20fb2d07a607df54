"""Questions about people one by one."""
