"""Bodies made small: a record is written again at each step, and whole pages with it.

JSON says the same names and ids over and over; packed it is two fifths.  A body that is too short
to gain is left as it is: JSON begins with a brace, what zlib has packed with an x.
"""

import zlib
from typing import Final

from fbo.kernel.errors import Corrupt
from fbo.kernel.json import JsonObject, parse_trusted
from fbo.ports.storage import Key, Record

_WORTH_IT: Final = 200
# The quickest level: the next ones take half as long again for a hundredth.
_LEVEL: Final = 1


def packed(body: bytes) -> bytes:
    """The body as it is stored."""
    return body if len(body) < _WORTH_IT else zlib.compress(body, _LEVEL)


def unpacked(stored: bytes) -> bytes:
    """The body as it was; raises `ValueError` where that cannot be told."""
    if not isinstance(stored, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError("it is no blob")  # noqa: TRY004  whoever wrote it is not our caller
    if not stored.startswith(b"x"):
        return stored
    try:
        return zlib.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from None


class PackedRecord(Record):
    """A record that is unpacked when somebody reads it: who only needs its version does not pay."""

    __slots__ = ("_stored",)

    def __init__(self, key: Key, version: int, stored: bytes, index: bytes) -> None:
        super().__init__(key, version, b"", index)
        self._encoded = None
        self._stored = stored

    @property
    def encoded(self) -> bytes:
        """As `Record.encoded`."""
        encoded = self._encoded
        if encoded is None:
            try:
                encoded = self._encoded = unpacked(self._stored)
            except ValueError as error:
                raise Corrupt(" ".join(self.key), f"its body cannot be read: {error}") from None
        return encoded

    @property
    def body(self) -> JsonObject:
        """As `Record.body`."""
        body = self._body
        if body is None:
            body = self._body = parse_trusted(self.encoded)
        return body
