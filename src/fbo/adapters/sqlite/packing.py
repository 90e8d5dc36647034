"""Bodies made small: a record is written again at each step, and whole pages with it.

JSON says the same names and ids over and over, and every record says much that all the others say,
too: those words are known beforehand.  So a body is packed to less than a third.  One that is too
short to gain is left as it is: JSON begins with a bracket, what zlib has packed with an H.
"""

import zlib
from typing import Final

from fbo.kernel.errors import Corrupt
from fbo.kernel.json import JsonObject, parse_trusted
from fbo.ports.records import NO_INDEX, Index, Key, Record

_NO_INDEX: Final = b"{}"
# A page: what fits into one touches no fewer pages for being packed.
_WORTH_IT: Final = 512
# What zlib works in is small: between two bodies the processor has forgotten the last one.  With as
# little as this the level takes no longer than the quickest, and to read the words for each body is
# quicker than to copy one that has read them.
_LEVEL: Final = 3
_WINDOW_BITS: Final = 12
_MEMORY: Final = 5
# Of what was stored lately so much is remembered, a few megabytes: neither what is read as quickly
# as it is found, such as a balance, nor what is long.
_MOST: Final = 1024
_WORTH_NOTING: Final = range(64, 8192)
# A window as large as that of what was packed, which says so itself: none is allotted in vain.
_WINDOW_TOLD: Final = 0
# How zlib begins with a window of this size; with an X where it was twice as large, as it once was.
_PACKED: Final = (b"H", b"X")

# What records and entries of nearly every company have in them, the most frequent last, where zlib
# finds it cheapest.  Part of the layout: with other words, nothing that was packed can be read.
_WORDS: Final = b"".join(
    (
        b'"template":"","audience":"customer","speaker":"sales","created":"","attempt":0,"line":"',
        b'"clock":"","reached":,"seen":"breached":"escalated":{"since":"","reason":"","to":"',
        b'"currency":"EUR","received_on":"2026-","invoices":["orders":["settles":["',
        b'"allocated":[{"invoice":"","amount":" EUR"}],"due":[{"amount":" EUR","on":"2026-"}],',
        b'"effective_on":"2026-","tax_lines":[{"base":" EUR","rate":"0","tax":"0.00 EUR",',
        b'"tax_code":""}],"lines":[{"line":1,"net":" EUR","order":"","order_line":1,"quantity":"1',
        b' piece","unit_price":" EUR"},{"line":2,"net":"',
        b'"order":"","customer":"","lines":[{"line":1,"item":"","location":"storage","quantity":"1',
        b' piece","picked":"1 piece"},{"line":2,"item":"","location":"storage","quantity":"',
        b'"posts":[{"book":"money","id":".","legs":[["1100//","EUR",,1],["4000","EUR",-]],"on":"',
        b'2026-","source":"","settles":"line-1"},{"book":"credit","id":"',
        b'"below_floor":"approved with its order","numbers":[["order","invoice"',
        b'["OrderToCash.","InvoiceToCash.","Shipping.","Receipting.open"]',
        b'{"customer":["OrderToCash:"],"order":["Shipping:"],"number":["000000000"],"awaits":[],',
        b'"process":["OrderToCash.in_fulfilment"],"desk":["RECEIVABLES|CREDIT_CONTROL|WAREHOUSE|',
        b'2026-"],"due":["2026-"],"parent":["c"]}\n',
        b'"hand":"","handoffs":[{"did":"done","id":},{"auto":true,"crosses":true,"did":"offered",',
        b'"from":"SALES","id":2,"step":"","to":"CREDIT_CONTROL"}],"holder":"back","policies":1,',
        b'"set":{"customer":"","lines":[{"buckets":{"in_transit":"1 piece","invoiced":"1 piece",',
        b'"shipped":"1 piece"},"item":"","shown":{"label":"On its way","told":["',
        b'{"by":"system","case":"","cause":"","from":"","hand":"","owner":"",',
        b'"parent":["OrderToCash",""],"policies":1,"process":"","seq":1,"set":{"to":"drafted"',
        b'{"process":"OrderToCash","state":"in_fulfilment",',
        b'"entered":"2026-01-01T12:00:00.000000Z","owner":"","parent":["OrderToCash",""],',
        b'"children":{"Shipping":["."],"InvoiceToCash":["."]},',
        b'"holds":{"credit":{"book":"credit","legs":[["line/","EUR",-,1],["used/","EUR",]]},',
        b'"line-1":{"book":"goods","legs":[["storage","",-1,1],["customer","",1]]},',
        b'"line-2":{"book":"goods","legs":[["storage","',
        b'"timers":{"as soon as":""},"from":{"placed":"drafted","confirmed":"placed",',
        b'"in_fulfilment":"confirmed","fulfilled":"in_fulfilment","completed":"fulfilled"},',
        b'"handoffs":{"":{"id":,"step":"","from":"CREDIT_CONTROL","to":"WAREHOUSE","times":[[',
        b'"offered","2026-01-01T12:00:00.000000Z"],["accepted","2026-',
        b'"taken":{"open":[""],"place":["system"],"submit":["',
        b'"shown":[{"at":"2026-01-01T12:00:00.000000Z","label":"Order received","told":["',
        b'order_received"]},{"at":"2026-01-01T12:00:00.000000Z","label":"Confirmed","told":["',
        b'"held":[["2026-01-01T12:00:00.000000Z","front"],["2026-01-01T12:00:00.000000Z","back"]],',
        b'"clocks":{"promised_within":{"started":"2026-01-01T12:00:00.000000Z","met":"2026-',
        b'"document":{"customer":"","lines":[{"line":1,"item":"","unit_price":"1.00 EUR",',
        b'"buckets":{"unplanned":"allocated":"shipped":"1 piece","in_transit":"1 piece",',
        b'"invoiced":"1 piece"}},{"line":2,"item":"","unit_price":"',
        b'"ship_to":{"sealed":""},"number":1,"price_date":"2026-01-01",',
        b'"credit_decision":{"at":"2026-01-01T12:00:00.000000Z","by":"system",',
        b'"outcome":"confirmed","need":" EUR","free":" EUR"}},"seq":',
        b',"history":[["open","2026-01-01T12:00:00.000000Z","","","","drafted"],["place",',
        b'"2026-01-01T12:00:00.000000Z","system","","drafted","placed"],["',
    )
)


def packed(body: bytes) -> bytes:
    """The body as it is stored."""
    if len(body) < _WORTH_IT:
        return body
    packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY, zdict=_WORDS)
    return packing.compress(body) + packing.flush()


def unpacked(stored: bytes) -> bytes:
    """The body as it was; raises `ValueError` where that cannot be told."""
    if not isinstance(stored, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError("it is no blob")  # noqa: TRY004  whoever wrote it is not our caller
    if not stored.startswith(_PACKED):
        return stored
    unpacking = zlib.decompressobj(_WINDOW_TOLD, zdict=_WORDS)
    try:
        body = unpacking.decompress(stored)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not unpacking.eof:
        raise ValueError("it breaks off")
    return body


def packed_record(record: Record) -> bytes:
    """A record as it is stored: its index, if it has one, on a line before its body."""
    index = record.encoded_index
    return packed(record.encoded if index == _NO_INDEX else b"\n".join((index, record.encoded)))


class Lately:
    """What was stored lately, by the bytes it was stored as: these need not be unpacked.

    Nothing is taken for granted: the store is read each time, and what it answers is compared with
    what was written, byte for byte.  Safe for threads.
    """

    def __init__(self) -> None:
        self._written: dict[bytes, Record] = {}

    def note(self, stored: bytes, record: Record) -> None:
        """Remember what these bytes say."""
        if len(stored) in _WORTH_NOTING:
            if len(self._written) >= _MOST:
                self._written = {}
            self._written[stored] = record

    def told(self, stored: bytes) -> Record | None:
        """A record that was stored as just these bytes, whatever its key."""
        return self._written.get(stored)


class PackedRecord(Record):
    """A record that is unpacked when somebody reads it: who only needs its version does not pay."""

    __slots__ = ("_lately", "stored")

    def __init__(self, key: Key, version: int, stored: bytes, lately: Lately | None = None) -> None:
        self.key = key
        self.version = version
        self._body = self._encoded = self._index = self._encoded_index = None
        self.stored = stored
        self._lately = lately

    @property
    def encoded(self) -> bytes:
        """As `Record.encoded`."""
        encoded = self._encoded
        return self._unpack() if encoded is None else encoded

    @property
    def body(self) -> JsonObject:
        """As `Record.body`."""
        body = self._body
        if body is None:
            body = self._body = parse_trusted(self.encoded)
        return body

    @property
    def index(self) -> Index:
        """As `Record.index`."""
        if self._encoded is None:
            self._unpack()
        index = self._index
        return super().index if index is None else index

    @property
    def encoded_index(self) -> bytes:
        """As `Record.encoded_index`."""
        if self._encoded is None:
            self._unpack()
        return super().encoded_index

    def _unpack(self) -> bytes:
        """Take index and body apart; the body."""
        known = None if self._lately is None else self._lately.told(self.stored)
        if known is not None:
            # An index is not to be changed by anybody; of the body only the bytes are shared.
            self._index, self._encoded_index = known.index, known.encoded_index
            self._encoded = encoded = known.encoded
            return encoded
        try:
            index, line, body = unpacked(self.stored).rpartition(b"\n")
        except ValueError as error:
            raise Corrupt(" ".join(self.key), f"its body cannot be read: {error}") from None
        if line:
            self._encoded_index = index
        else:
            self._index = NO_INDEX
        self._encoded = body
        return body
