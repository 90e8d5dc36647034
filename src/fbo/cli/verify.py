"""`fbo verify`: whether what is stored is what the journal says."""

from typing import Annotated

import typer

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, existing_store
from fbo.cli.telling import FOUND, answer, grid, out, say, telling
from fbo.company.verifying.verify import Anchor, Verification, anchor
from fbo.company.verifying.verify import verify as verified
from fbo.kernel.errors import InputError


@app.command()
def verify(
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
    anchors: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor",
            metavar="SEQ:HASH",
            help="What an earlier verification has told, and you have kept elsewhere.",
        ),
    ] = None,
) -> None:
    """Check the journal's chain, and every record against the journal.

    Ends with exit code 1 and the place of the first fault, if there is one.  A chain cannot see
    that its end was cut off or all of it rewritten: keep the anchor it tells, and give it back.
    """
    with telling(as_json=as_json):
        kept = [_anchor(text) for text in anchors or ()]
        opened = existing_store(store, space)
        found = verified(opened, space, anchors=kept)
        end = anchor(opened, space) if found.ok else None
    # Before anything was done there is nothing to keep.
    end = end if end is not None and end.seq else None
    if as_json:
        told = None if end is None else {"seq": end.seq, "hash": end.hash}
        answer({**found.as_json(), "anchor": told})
    else:
        _print(found, end)
    if not found.ok:
        raise typer.Exit(FOUND)


def _print(found: Verification, end: Anchor | None) -> None:
    rows = [(c.name, "ok" if c.ok else "FAULT", c.counted) for c in found.checks]
    grid(("Check", "", ">Looked at"), rows)
    if found.first_fault is not None:
        fault = found.first_fault
        say(f"The first fault: {fault.check}, at {fault.at}: {fault.message}.", "bold red")
        say("Nothing was changed. Keep the store as it is, and compare it with a backup.")
        return
    out.print("All that is stored is what the journal says.")
    if end is not None:
        out.print(f"Keep this anchor outside the store: {end.seq}:{end.hash}", soft_wrap=True)


def _anchor(text: str) -> Anchor:
    seq, _, hashed = text.partition(":")
    is_hash = len(hashed) == HASH_DIGITS and all(digit in "0123456789abcdef" for digit in hashed)
    if not (seq.isascii() and seq.isdecimal() and is_hash):
        raise InputError(f"{text[:80]!r} is no anchor: a number, a colon, 64 digits of a hash")
    return Anchor(int(seq), hashed)


HASH_DIGITS = 64
