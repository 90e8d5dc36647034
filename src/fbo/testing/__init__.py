"""For integrators and testers: contracts, strategies, machines, faults.

Nothing here is imported before it is asked for: a part that needs pytest or hypothesis, of the
extra fbo[testing], must not keep one that needs neither from working.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fbo.kernel.errors import MissingExtra

if TYPE_CHECKING:
    from fbo.testing.stores import (
        Failpoints,
        MemoryFactory,
        SqliteFactory,
        StoreContract,
        StoreFactory,
    )

__all__ = [
    "Failpoints",
    "MemoryFactory",
    "SqliteFactory",
    "StoreContract",
    "StoreFactory",
]

_ROOMS = {
    "Failpoints": "stores",
    "MemoryFactory": "stores",
    "SqliteFactory": "stores",
    "StoreContract": "stores",
    "StoreFactory": "stores",
}


def __getattr__(name: str) -> Any:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{room}"), name)
    except ModuleNotFoundError as error:
        if error.name not in {"pytest", "hypothesis"}:
            raise
        raise MissingExtra("testing", error.name) from None
