"""The memory store for the contract: its factory."""

from fbo.adapters.memory import MemoryStore
from fbo.ports.storage import StorePort


class MemoryFactory:
    """Memory stores; "reopened" is the same object, since nothing else can reach it."""

    url = "memory:"
    store: type[MemoryStore] = MemoryStore
    """What it opens; to try a faulty one, another."""

    def __init__(self) -> None:
        self._last: StorePort = self.store()

    def open(self) -> StorePort:
        """A fresh, empty store."""
        self._last = self.store()
        return self._last

    def reopen(self) -> StorePort:
        """The store opened last."""
        return self._last
