"""What an integrator gives the store contract: how to open the store, what it can be made to do.

Three members are needed, the others are abilities: a test that needs one that is lacking is skipped
and says which.  Nothing here knows a particular store.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, Literal, NoReturn, Protocol, TypeAlias

import pytest

from fbo.ports.storage import StorePort

Fault: TypeAlias = Literal["fail", "lose", "kill", "kill_after"]
"""`fail`: as if the statement could not be sent.  `lose`: it is carried out, and its answer lost.
`kill`, `kill_after`: the process ends, by SIGKILL, before or after the statement."""

COMMITTING = -1
"""The statement that makes a commit durable."""


class StoreFactory(Protocol):
    """Opens stores for the contract.

    It may also have these, each of which lets more tests run: `failpoints() -> Failpoints`;
    `restart() -> None` of the database, at once; `files() -> Sequence[Path]` that hold the store;
    `troubles() -> Mapping[str, Trouble]`, each of which makes commits impossible while it lasts;
    `absent_url() -> str` of a durable store that is not there yet, which opening it makes;
    `newer() -> None`, which marks the store as written by a newer library.
    """

    @property
    def url(self) -> str:
        """That of the store opened last, for `open_store` in another process."""
        ...

    def open(self) -> StorePort:
        """A fresh, empty store."""
        ...

    def reopen(self) -> StorePort:
        """The store opened last, once more."""
        ...


class Armed(Protocol):
    """A store one of whose statements can be made to go wrong."""

    @property
    def store(self) -> StorePort:
        """The store."""
        ...

    @property
    def statements(self) -> int:
        """How many statements the last commit was made of."""
        ...

    def arm(self, fault: Fault, statement: int, *, commit: int = 0) -> None:
        """Let one statement go wrong, once: that of the next commit, or of `commit` later ones.

        Statements count from 0; `COMMITTING` is the one that makes the commit durable.
        """
        ...


class Failpoints(Protocol):
    """Opens the factory's store with faults, here or in a process of its own."""

    @property
    def opener(self) -> str:
        """`module:function`, from a URL to an `Armed` store."""
        ...


Trouble: TypeAlias = Callable[[StorePort], AbstractContextManager[None]]


def failpoints_of(factory: StoreFactory) -> Failpoints:
    """The factory's failpoints, or a skip."""
    found: Failpoints = _ability(factory, "failpoints")
    return found


def files_of(factory: StoreFactory) -> Sequence[Path]:
    """The store's files, or a skip."""
    found: Sequence[Path] = _ability(factory, "files")
    return found


def troubles_of(factory: StoreFactory) -> Mapping[str, Trouble]:
    """What can be wrong with the store's files, or a skip."""
    found: Mapping[str, Trouble] = _ability(factory, "troubles")
    return found


def absent_url_of(factory: StoreFactory) -> str:
    """The URL of a store that is not there yet, or a skip."""
    found: str = _ability(factory, "absent_url")
    return found


def make_newer(factory: StoreFactory) -> None:
    """Mark the factory's store as written by a newer library, or skip."""
    _ability(factory, "newer")


def restarting(factory: StoreFactory) -> Callable[[], None]:
    """What restarts the factory's database, or a skip."""
    return (
        partial(_ability, factory, "restart")
        if hasattr(factory, "restart")
        else _lacking("restart")
    )


def _ability(factory: StoreFactory, name: str) -> Any:
    found = getattr(factory, name, None)
    return _lacking(name) if found is None else found()


def _lacking(name: str) -> NoReturn:
    pytest.skip(f"needs {name}(): this store's factory has none")


def need(store: StorePort, cap: Literal["durable", "groups", "joins", "erases"]) -> None:
    """Skip the test where the store lacks the capability."""
    if not getattr(store.caps, cap):
        pytest.skip(f"needs {cap}: this store has not")


def need_other_processes(store: StorePort) -> None:
    """Skip the test where only one process can use the store."""
    if store.caps.reach == "process":
        pytest.skip("needs reach host or network: this store is its process's own")
