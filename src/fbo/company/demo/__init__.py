"""The demonstration: a month of a small company, run through the real processes."""
