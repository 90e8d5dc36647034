"""Afterwards: what a commit sets off by itself, each in a commit of its own."""
