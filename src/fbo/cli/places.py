"""Places: which store a command works on, and how it is opened.

A command that only reads makes no store where there is none, and leaves the company's policies as
they are.
"""

from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import unquote

import typer

from fbo.adapters.stores import open_store
from fbo.company.company import Company
from fbo.company.policies import Policies
from fbo.kernel.errors import Unavailable
from fbo.ports.clock import Clock
from fbo.ports.storage import StorePort

DEFAULT_STORE = "sqlite:///fbo.db"
_FILE = "sqlite:///"
_FIRST = "main"

StoreUrl: TypeAlias = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="FBO_STORE",
        metavar="URL",
        help="Where the company is kept: sqlite:///fbo.db, memory://, …",
    ),
]
Space: TypeAlias = Annotated[
    str,
    typer.Option("--space", metavar="NAME", help="Which company of the store."),
]
AsJson: TypeAlias = Annotated[
    bool,
    typer.Option("--json", help="One JSON object on standard output, and nothing else."),
]


class NoStoreError(Unavailable):
    """There is no store, or no such company in it, where one is to be read."""

    way_out = "make a company with `fbo demo` or `fbo replay`, or name it with --store and --space"


def existing_store(url: str, space: str = _FIRST) -> StorePort:
    """The store a URL means, for reading a space of it.

    Raises `Unavailable` where its file is not there, rather than making an empty one, and where
    nothing was ever done in the space, whose name may be misspelt; `main` may be empty.
    """
    if url.startswith(_FILE):
        path = Path(unquote(url.removeprefix(_FILE).partition("?")[0]))
        if not path.is_file():
            raise NoStoreError(f"there is no file {path}")
    store = open_store(url)
    if space != _FIRST and not store.log(space, 0, 1):
        raise NoStoreError(f"there is no company {space} in it")
    return store


def company_in(
    store: StorePort,
    space: str,
    clock: Clock | None = None,
    policies: Policies | None = None,
) -> Company:
    """The company in a space, with the policies it has unless others are given."""
    return Company(store, clock=clock, space=space, policies=policies)
