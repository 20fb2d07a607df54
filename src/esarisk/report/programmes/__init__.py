"""Reports on programmes."""
