"""For integrators and testers: contracts, strategies, machines, faults.

Nothing here is imported before it is asked for: a part that needs pytest or hypothesis, of the
extra fbo[testing], must not keep one that needs neither from working.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fbo.kernel.errors import MissingExtra

if TYPE_CHECKING:
    from fbo.testing.exploring import Explored, Setting, explore
    from fbo.testing.laws import LawBrokenError, keep_the_laws
    from fbo.testing.machines import company_machine
    from fbo.testing.machines.books import machine_from_book
    from fbo.testing.shop import Shop
    from fbo.testing.stores import (
        Failpoints,
        MemoryFactory,
        SqliteFactory,
        StoreContract,
        StoreFactory,
    )
    from fbo.testing.watched import Died, WatchedStore

__all__ = [
    "Died",
    "Explored",
    "Failpoints",
    "LawBrokenError",
    "MemoryFactory",
    "Setting",
    "Shop",
    "SqliteFactory",
    "StoreContract",
    "StoreFactory",
    "WatchedStore",
    "company_machine",
    "explore",
    "keep_the_laws",
    "machine_from_book",
]

_ROOMS = {
    "Died": "watched",
    "Explored": "exploring",
    "Failpoints": "stores",
    "LawBrokenError": "laws",
    "MemoryFactory": "stores",
    "Setting": "exploring",
    "Shop": "shop",
    "SqliteFactory": "stores",
    "StoreContract": "stores",
    "StoreFactory": "stores",
    "WatchedStore": "watched",
    "company_machine": "machines",
    "explore": "exploring",
    "keep_the_laws": "laws",
    "machine_from_book": "machines.books",
}


def __getattr__(name: str) -> Any:
    room = f"{__name__}.{_ROOMS.get(name, name)}"
    try:
        found = import_module(room)
    except ModuleNotFoundError as error:
        if error.name == room:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
        if error.name not in {"pytest", "hypothesis"}:
            raise
        raise MissingExtra("testing", error.name) from None
    return getattr(found, name) if name in _ROOMS else found
