"""Reporting: figures of the whole company, worked out of the journal alone."""
