"""Prices and unemployment."""
