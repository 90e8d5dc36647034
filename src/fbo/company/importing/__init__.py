"""Importing: the files of other systems, taken through the real steps."""
