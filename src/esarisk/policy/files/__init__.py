"""Files of policy: read without trust, checked, a fault for each thing wrong."""
