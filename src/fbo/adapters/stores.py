"""Which store a URL means: `memory:`, `sqlite:///acme.db`, or what an installed package offers.

A package offers a scheme by an entry point of the group `fbo.stores` whose value is a function
from the URL to a store.  Nothing here opens a store itself.
"""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TypeAlias, cast

from fbo.adapters import memory
from fbo.kernel.errors import InputError
from fbo.ports.storage import StorePort

OpenUrl: TypeAlias = Callable[[str], StorePort]

GROUP = "fbo.stores"


def open_store(url: str) -> StorePort:
    """The store a URL means.

    Raises `InputError`, naming the schemes there are, where nobody offers that of `url`; and what
    opening raises: `Unavailable`, `SchemaMismatch`, `MissingExtra`.
    """
    scheme, colon, _ = url.partition(":")
    if not colon:
        raise InputError(f"a store's URL begins with its scheme; there are: {_listed()}")
    return _opener(scheme)(url)


def schemes() -> tuple[str, ...]:
    """The schemes there are, sorted."""
    offered = {offer.name for offer in entry_points(group=GROUP)}
    return tuple(sorted({"memory", "sqlite"} | offered))


def _opener(scheme: str) -> OpenUrl:
    if scheme == "memory":
        return memory.open_url
    if scheme == "sqlite":
        from fbo.adapters import sqlite

        return sqlite.open_url
    for offer in entry_points(group=GROUP):
        if offer.name == scheme:
            return cast("OpenUrl", offer.load())
    raise InputError(f"no adapter offers stores of that scheme; there are: {_listed()}")


def _listed() -> str:
    return ", ".join(f"{scheme}:" for scheme in schemes())
