"""Verifying: whether everything that is stored is what the journal says."""
