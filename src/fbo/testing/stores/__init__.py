"""The store contract: subclass `StoreContract`, give it a `StoreFactory`, run pytest.

This package needs pytest and hypothesis, of the extra fbo[testing].
"""
# ruff: noqa: E402  what is imported must first be announced to pytest

import pytest

# Before the tests are imported, so that one which fails shows what it compared.
pytest.register_assert_rewrite(
    *(
        f"{__name__}.{name}"
        for name in (
            "atomicity",
            "claims",
            "groups",
            "histories",
            "index_values",
            "journal",
            "moves",
            "scanning",
            "surviving",
            "versions",
        )
    )
)

from fbo.testing.stores.contract import StoreContract
from fbo.testing.stores.factory import (
    COMMITTING,
    Armed,
    Failpoints,
    Fault,
    StoreFactory,
    Trouble,
)
from fbo.testing.stores.memory import MemoryFactory
from fbo.testing.stores.sqlite import SqliteFactory

__all__ = [
    "COMMITTING",
    "Armed",
    "Failpoints",
    "Fault",
    "MemoryFactory",
    "SqliteFactory",
    "StoreContract",
    "StoreFactory",
    "Trouble",
]
