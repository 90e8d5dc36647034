"""The language in which processes are written."""
