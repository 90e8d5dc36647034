"""The `fbo` command."""
