"""What a store holds: records, the journal's entries, and the head of a space.

Each of the three is made of a value or of the value's JSON, and works out the other when somebody
asks, once.  So a body is encoded one time on its way into the store, and not decoded on its way out
unless it is read.  None of them is ever changed.  Nothing here decides.
"""
# ruff: noqa: A002  `type` and `hash` are the fields' own names

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from fbo.kernel.json import Json, JsonObject, canonical, encode, parse_trusted

Key: TypeAlias = tuple[str, str]
"""(kind, id), exact: case, accents and spaces count."""

Index: TypeAlias = Mapping[str, tuple[str, ...]]
"""Name -> its values, each once."""

Series: TypeAlias = Mapping[str, tuple[int, str]]
"""Series -> its last number, and the ISO date that one was given on."""

NO_INDEX: Index = MappingProxyType({})
NO_SERIES: Series = {}


class Record:
    """One versioned thing in a space: `version` is the revision of the commit that wrote it."""

    __slots__ = ("_body", "_encoded", "_encoded_index", "_index", "key", "version")

    def __init__(
        self, key: Key, version: int, body: JsonObject | bytes, index: Index | bytes = NO_INDEX
    ) -> None:
        self.key = key
        self.version = version
        self._body: JsonObject | None
        self._encoded: bytes | None
        self._index: Index | None
        self._encoded_index: bytes | None
        if isinstance(body, bytes):
            self._body, self._encoded = None, body
        else:
            self._body, self._encoded = body, None
        if isinstance(index, bytes):
            self._index, self._encoded_index = None, index
        else:
            self._index, self._encoded_index = index, None

    def afresh(self) -> "Record":
        """The same, made of the bytes: a body that somebody changes is then his own."""
        record = object.__new__(Record)
        record.key = self.key
        record.version = self.version
        record._body = None
        record._encoded = self.encoded
        # Unlike a body an index is not to be changed by anybody: it can be shared.
        record._index = self._index
        record._encoded_index = self._encoded_index
        return record

    @property
    def body(self) -> JsonObject:
        """What the record says; read anew from the store, it is nobody else's."""
        body = self._body
        if body is None:
            body = self._body = parse_trusted(self._encoded or b"{}")
        return body

    @property
    def encoded(self) -> bytes:
        """The body in JSON; what an adapter stores."""
        encoded = self._encoded
        if encoded is None:
            encoded = self._encoded = encode(self._body)
        return encoded

    @property
    def index(self) -> Index:
        """The values it is found under, by name."""
        index = self._index
        if index is None:
            read: dict[str, list[str]] = parse_trusted(self._encoded_index or b"{}")
            index = {name: tuple(values) for name, values in read.items()}
            index = self._index = MappingProxyType(index)
        return index

    @property
    def encoded_index(self) -> bytes:
        """The index in JSON, for an adapter that keeps it beside the body."""
        encoded = self._encoded_index
        if encoded is None:
            encoded = self._encoded_index = encode(dict(self._index)) if self._index else b"{}"
        return encoded

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        mine = (self.key, self.version, self.body, dict(self.index))
        return mine == (other.key, other.version, other.body, dict(other.index))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        # Without the body: it may be about a person, and a repr ends up in logs.
        return f"Record({self.key!r}, version={self.version})"


class Entry:
    """One line of the journal, in its place; `hash` seals it and, by `prev`, all before it."""

    __slots__ = ("_data", "_encoded", "at", "hash", "prev", "seq", "type")

    def __init__(
        self, seq: int, at: str, type: str, data: JsonObject | bytes, prev: str, hash: str
    ) -> None:
        self.seq = seq
        self.at = at
        self.type = type
        self.prev = prev
        self.hash = hash
        self._data: JsonObject | None
        self._encoded: bytes | None
        if isinstance(data, bytes):
            self._data, self._encoded = None, data
        else:
            self._data, self._encoded = data, None

    @property
    def data(self) -> JsonObject:
        """What was changed; the fold of all entries is exact."""
        data = self._data
        if data is None:
            data = self._data = parse_trusted(self._encoded or b"{}")
        return data

    @property
    def encoded(self) -> bytes:
        """The data in canonical JSON; what an adapter stores."""
        encoded = self._encoded
        if encoded is None:
            encoded = self._encoded = canonical(self._data)
        return encoded

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entry):
            return NotImplemented
        mine = (self.seq, self.at, self.type, self.prev, self.hash, self.data)
        return mine == (other.seq, other.at, other.type, other.prev, other.hash, other.data)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Entry({self.seq}, {self.type!r}, at={self.at!r})"


class Head:
    """Where a space stands: the one thing that every commit locks.

    `rev` counts revisions, `seq` entries, `hash` is that of the last entry.
    """

    __slots__ = ("_encoded", "_series", "hash", "rev", "seq")

    def __init__(
        self, rev: int = 0, seq: int = 0, hash: str = "", series: Series | bytes = NO_SERIES
    ) -> None:
        self.rev = rev
        self.seq = seq
        self.hash = hash
        self._series: Series | None
        self._encoded: bytes | None
        if isinstance(series, bytes):
            self._series, self._encoded = None, series
        else:
            self._series, self._encoded = series, None

    @property
    def series(self) -> Series:
        """Series -> its last number, and the ISO date that one was given on."""
        series = self._series
        if series is None:
            read: dict[str, list[Json]] = parse_trusted(self._encoded or b"{}")
            series = self._series = {name: (last, on) for name, (last, on) in read.items()}
        return series

    @property
    def encoded_series(self) -> bytes:
        """The series in JSON; what an adapter stores."""
        encoded = self._encoded
        if encoded is None:
            encoded = self._encoded = encode(self._series)
        return encoded

    @property
    def size(self) -> int:
        """Bytes of the head as canonical JSON."""
        rest = b'{"hash":"%b","rev":%d,"seq":%d,"series":}'
        return len(rest % (self.hash.encode(), self.rev, self.seq)) + len(self.encoded_series)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Head):
            return NotImplemented
        mine = (self.rev, self.seq, self.hash, dict(self.series))
        return mine == (other.rev, other.seq, other.hash, dict(other.series))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Head(rev={self.rev}, seq={self.seq})"
