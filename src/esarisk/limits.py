"""The largest things that a person may ask for, on the command line and in files."""

MOST_DRAWS = 10_000
"""Draws of a run: each takes ten kilobytes of memory, and a tenth of a megabyte of disk until it is written."""
MOST_WORKERS = 1024
"""Processes that a run starts on one machine."""
MOST_MONEY = 100_000.0
"""Money of a programme a year: more than half of all that working-age benefits cost [GBP million]."""
LONGEST_FILE_NAME = 255
"""Letters that a name in a folder may have on common systems."""
