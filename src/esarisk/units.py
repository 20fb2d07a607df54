"""Units counted in others: how many of the smaller one make the larger."""

PERCENT = 100.0
GBP_MILLION = 1e6
MILLIONS_A_BILLION = 1e3
MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7
MINUTES_AN_HOUR = 60
