"""The engine: a step from the call to the commit.  What follows a commit is in `afterwards`."""
