"""Employment programmes: who starts, what it does, what it costs."""
