"""A store in one SQLite file: durable, for the processes of one host."""

from fbo.adapters.sqlite.store import SqliteStore, open_url

__all__ = ["SqliteStore", "open_url"]
