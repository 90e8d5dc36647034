"""A company from its front office to its back office."""
