"""One file a technology behind a port."""
