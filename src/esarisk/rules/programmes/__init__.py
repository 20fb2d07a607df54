"""Rules of employment programmes."""
