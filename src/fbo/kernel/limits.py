"""How much of anything fbo takes: every size in one frozen object, so that nothing is unbounded.

The limits belong to the format of what is stored, hence they are no settings.  Nothing here checks:
whoever takes something in compares with `LIMITS` and raises `LimitExceeded`.
"""

from dataclasses import dataclass

_KIB = 1024
_MIB = 1024 * _KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in characters (code points after NFC), bytes, pieces or rounds, as each one says."""

    document_id: int = 64
    """Characters of a document's id."""
    generated_id: int = 58
    """Characters of an id from the `Ids` port: what is derived from it, `<id>.<n>`, has room."""
    store_key: int = 200
    """Characters of any other store key: a unique value, an idempotency key."""
    short_text: int = 200
    """Characters of a name, a label, a reference."""
    long_text: int = 20_000
    """Characters of a description, a letter."""
    list_items: int = 1_000
    """Items of a list in a document: an order has at most as many lines."""
    nesting: int = 20
    """Lists and objects within each other, counted before JSON is parsed."""

    integer_digits: int = 18
    """Digits of a decimal before its point."""
    fraction_digits: int = 6
    """Digits of a decimal after its point."""
    integer: int = 2**63 - 1
    """The largest whole number, either side of 0."""
    first_year: int = 1970
    """The first year a day or an instant may lie in (of an instant: its UTC year)."""
    last_year: int = 2200
    """The last such year."""

    record_bytes: int = _MIB
    """Bytes of a record's body as canonical JSON."""
    history_lines: int = 100
    """Lines of history in the case itself; older ones go into pages."""
    head_bytes: int = 64 * _KIB
    """Bytes of a space's head as canonical JSON."""
    index_names: int = 8
    """Names in a record's index."""
    index_values: int = 100
    """Values in a record's index, over all names."""
    index_value: int = 200
    """Characters of an index value."""

    batch_writes: int = 5_000
    """Writes of one commit."""
    batch_entries: int = 1_000
    """Journal entries of one commit."""
    batch_bytes: int = 4 * _MIB
    """Bytes of one commit as canonical JSON."""
    group_batches: int = 64
    """Batches that may share a transaction."""
    group_bytes: int = 8 * _MIB
    """Bytes of all of them together."""
    nested_steps: int = 200
    """Steps that one step may take in its commit."""
    rounds: int = 30
    """Times that a step which lost a race is decided again."""

    page: int = 1_000
    """Records of one scan, entries of one read of the log."""
    import_bytes: int = 10 * _MIB
    """Bytes of an imported file."""
    import_rows: int = 100_000
    """Rows of an imported file."""
    attachment_bytes: int = 10 * _MIB
    """Bytes of an attachment."""


LIMITS = Limits()
"""The limits in force."""
