"""What children of the store contract do: write, read, and be killed.

Each is a function of JSON arguments that opens the store for itself.  What the library answered is
told by a line in a file of the child's own, written after the answer.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from random import Random
from typing import cast

from fbo.kernel.errors import Conflict
from fbo.ports.storage import Batch, Draft, Move, Number, Put, StorePort, Want, commit_many
from fbo.testing.stores.factory import COMMITTING, Armed

SPACE = "acme"
NOON = "2024-02-29T12:00:00.000000Z"


def opened(opener: str, url: str) -> Armed:
    """The store of a URL with its failpoints; `opener` is `module:function`."""
    module, _, function = opener.partition(":")
    return cast("Armed", getattr(import_module(module), function)(url))


def commit_one(opener: str, url: str, name: str, statement: int) -> None:
    """Commit a document with a timer, a message and an entry; be killed before a statement."""
    armed = opened(opener, url)
    armed.arm("kill", statement)
    armed.store.commit(
        Batch(
            SPACE,
            name,
            (
                Put(("case", name), {"state": "placed"}, 0, {"due": (NOON,)}),
                Put(("outbox", name), {"template": "order_received"}, 0, {"due": (NOON,)}),
            ),
            (Draft("placed", NOON, {"case": name}),),
        )
    )


def commit_group(opener: str, url: str, names: Sequence[str], statement: int) -> None:
    """Commit a document each in one group; be killed before a statement."""
    armed = opened(opener, url)
    armed.arm("kill", statement)
    commit_many(armed.store, [Batch(SPACE, name, (Put(("doc", name), {}, 0),)) for name in names])


def commit_until_killed(opener: str, url: str, seed: int, told: str) -> None:
    """Commit numbered documents; at a drawn statement of a drawn commit be killed.

    One time in three after the statement that makes it durable: what the commit did is there, and
    nobody was told.
    """
    chance = Random(seed)  # noqa: S311  a seed to repeat, no secret
    armed = opened(opener, url)
    commits = chance.randrange(1, 8)
    if chance.randrange(3):
        armed.arm("kill", chance.choice([0, 1, 2, COMMITTING]), commit=commits)
    else:
        armed.arm("kill_after", COMMITTING, commit=commits)
    for n in range(commits + 1):
        _commit_numbered(armed.store, f"{seed}-{n}", told)


def write_many(url: str, writer: int, times: int, told: str) -> None:
    """Commit so many times beside other writers, and tell each sequence number."""
    store = _opened(url)
    for n in range(times):
        sealed = store.commit(
            Batch(
                SPACE,
                f"{writer}-{n}",
                (Put(("doc", f"{writer}-{n}"), {}, 0), Move(("balance", "lamp"), 1)),
                (Draft("noted", NOON, {"writer": writer, "n": n}),),
            )
        )
        _tell(told, str(sealed.head.seq))


def read_one(url: str, kind: str, name: str, told: str) -> None:
    """Tell the body of a record."""
    (record,) = _opened(url).get(SPACE, [(kind, name)])
    _tell(told, "" if record is None else record.encoded.decode())


def _commit_numbered(store: StorePort, name: str, told: str) -> None:
    number = Number("invoice")
    try:
        store.commit(
            Batch(
                SPACE,
                name,
                (Put(("invoice", name), {"number": number}, 0, {"number": (number,)}),),
                (Draft("issued", NOON, {"invoice": name, "number": number}),),
                (Want("invoice"),),
            )
        )
    except Conflict:
        return
    _tell(told, name)


def _opened(url: str) -> StorePort:
    from fbo.adapters.stores import open_store

    return open_store(url)


def _tell(told: str, line: str) -> None:
    file = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.write(file, line.encode() + b"\n")
    os.close(file)
