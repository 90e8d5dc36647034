"""Identity: by which keys a person is known again, however he writes his address.

An e-mail address and a telephone number written in any way come to one key each.  What is kept in
an index is a short digest of a key, which finds a few candidates and gives nobody away; the address
itself, which is kept with the person, decides.
"""

import hashlib
from collections.abc import Iterable

from fbo.kernel.text import fold

DIGITS = 6


def identity_key(address: str) -> str:
    """The one key of an e-mail address or a telephone number; empty for what is neither.

    Of a number its digits count, with what stands for the plus of a foreign call taken off.
    """
    address = address.strip()
    if "@" in address:
        return fold(address)
    digits = "".join(letter for letter in address if letter.isdigit())
    return "+" + digits.lstrip("0") if digits.strip("0") else fold(address)


def digests(addresses: Iterable[str]) -> tuple[str, ...]:
    """What is kept in an index of some addresses: a short digest each, sorted, each once."""
    keys = {identity_key(address) for address in addresses} - {""}
    return tuple(sorted({_digest(key) for key in keys}))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:DIGITS]
