"""Bodies made small: a record is written again at each step, and whole pages with it.

JSON says the same names and ids over and over, and every record says much that all the others say,
too: those words are known beforehand.  So a body is packed to less than a third.  One that is too
short to gain is left as it is: JSON begins with a bracket, what zlib has packed with an x.
"""

import zlib
from typing import Final

from fbo.kernel.errors import Corrupt
from fbo.kernel.json import JsonObject, parse_trusted
from fbo.ports.storage import Key, Record

# A page: what fits into one touches no fewer pages for being packed.
_WORTH_IT: Final = 512
# The quickest level: the next ones take half as long again for a hundredth.
_LEVEL: Final = 1

# What records and entries of nearly every company have in them, the most frequent last, where zlib
# finds it cheapest.  Part of the layout: with other words, nothing that was packed can be read.
_WORDS: Final = b"".join(
    (
        b'"amount":"","at":"","audience":"customer","balance":"created":"currency":"due":[{"on":"',
        b'"label":"","number":"price_date":"ship_to":{"sealed":""received_on":"policies":1,',
        b'"invoices":["orders":["allocated":[{"invoice":"tax_code":""}],"net":"',
        b'"tax_lines":[{"base":"rate":"0","tax":"0.00 EUR","line":3,"line":2,"location":"storage",',
        b'"picked":" piece"},{"item":"","quantity":" piece"},"unit_price":" EUR",',
        b'"buckets":{"unplanned":"allocated":"picked":"shipped":"in_transit":"invoiced":"1 piece"',
        b'}},{"line":1,"item":""}}],"document":{"customer":"","lines":[{"line":1,"item":"","seq":1,',
        b'"set":{"to":"drafted","hand":"","cause":"","holds":{"credit":{"book":"credit",',
        b'"legs":[["line/"EUR",-1],["used/","EUR",1]]},"line-1":{"book":"goods",',
        b'"legs":[["storage","",-1,1],["customer","",1]]},"line-2":{"posts":[{"book":"money","id":"",',
        b'"legs":[["1100/","EUR","4000","on":"","source":"","settles":"line-1",',
        b'"parent":["OrderToCash",""],"children":{"Shipping":["InvoiceToCash":["',
        b'"handoffs":{"":{"id":,"step":"","from":"","to":"",',
        b'"times":[["offered","accepted","done"]]}},"shown":[{"at":"","label":"","told":["',
        b'"timers":{"as soon as":"from":{"","taken":{"open":[""],"submit":[""],"issue":[""],',
        b'"history":[["open","2026-01-01T12:00:00.000000Z","system","","","drafted"],["',
        b'{"by":"system","case":"{"process":"OrderToCash","state":"",',
        b'"entered":"2026-01-01T12:00:00.000000Z","owner":"',
    )
)


def packed(body: bytes) -> bytes:
    """The body as it is stored."""
    if len(body) < _WORTH_IT:
        return body
    packing = zlib.compressobj(_LEVEL, zdict=_WORDS)
    return packing.compress(body) + packing.flush()


def unpacked(stored: bytes) -> bytes:
    """The body as it was; raises `ValueError` where that cannot be told."""
    if not isinstance(stored, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError("it is no blob")  # noqa: TRY004  whoever wrote it is not our caller
    if not stored.startswith(b"x"):
        return stored
    unpacking = zlib.decompressobj(zdict=_WORDS)
    try:
        body = unpacking.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unpacking.eof:
        raise ValueError("it breaks off")
    return body


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
