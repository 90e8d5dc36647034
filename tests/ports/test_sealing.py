"""Sealing, the pure rules of a commit: what the store contract does not say of every store."""

import json
from hashlib import sha256

import pytest

from fbo.kernel.errors import (
    BugError,
    Conflict,
    InputError,
    Insufficient,
    InvalidText,
    LimitExceeded,
    NumberOutOfOrder,
)
from fbo.kernel.limits import LIMITS
from fbo.ports.storage import (
    Batch,
    Check,
    Draft,
    Head,
    Move,
    Number,
    Put,
    Record,
    Scan,
    Want,
    only,
    seal_all,
)

LAMP = ("doc", "lamp")
STOCK = ("balance", "lamp")
NOON = "2024-02-29T12:00:00.000000Z"


def wrong(*faults: str) -> Batch:
    """A batch with some of the things wrong that sealing refuses."""
    expect = 7 if "stale" in faults else 0
    text = "x" * (LIMITS.record_bytes if "large" in faults else 0)
    return Batch(
        "acme",
        "b-1",
        (Put(LAMP, {"text": text}, expect), Move(STOCK, -1 if "short" in faults else 1)),
        wants=(Want("invoice", "2024-02-28" if "early" in faults else "2024-02-29"),),
    )


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        (("stale", "short", "early", "large"), Conflict),
        (("short", "early", "large"), Insufficient),
        (("early", "large"), NumberOutOfOrder),
        (("large",), LimitExceeded),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_of_several_faults_the_first_rule_is_told(
    faults: tuple[str, ...], told: type[Exception]
) -> None:
    head = Head(1, 0, "", {"invoice": (4, "2024-02-29")})

    with pytest.raises(told):
        wrong(*faults).seal(head, {})


def test_sealing_changes_neither_the_head_nor_the_records() -> None:
    head = Head(1, 0, "", {"invoice": (4, "2024-02-28")})
    records = {STOCK: Record(STOCK, 1, {"balance": 5, "unit": "pcs"})}

    wrong().seal(head, records)

    assert head == Head(1, 0, "", {"invoice": (4, "2024-02-28")})
    assert records == {STOCK: Record(STOCK, 1, {"balance": 5, "unit": "pcs"})}


def test_an_entry_is_hashed_as_the_documents_say() -> None:
    drafts = (Draft("placed", NOON, {"b": 1, "a": "é"}), Draft("paid", NOON, {}))

    first, second = Batch("acme", "b-1", entries=drafts).seal(Head(), {}).entries

    line = ["", 1, NOON, "placed", {"a": "é", "b": 1}]
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert first.hash == sha256(text.encode()).hexdigest()
    assert (second.seq, second.prev) == (2, first.hash)


def test_a_number_that_nobody_wants_is_a_bug() -> None:
    batch = Batch("acme", "b-1", (Put(LAMP, {"number": Number("invoice")}, 0),))

    with pytest.raises(BugError):
        batch.seal(Head(), {})


def test_a_number_beyond_those_wanted_is_a_bug() -> None:
    put = Put(LAMP, {}, 0, {"by": (Number("invoice", 1),)})

    with pytest.raises(BugError):
        Batch("acme", "b-1", (put,), wants=(Want("invoice"),)).seal(Head(), {})


def test_what_only_looks_like_a_number_stays() -> None:
    body = {"of": {"series": "invoice", "nth": 0}}

    sealed = Batch("acme", "b-1", (Put(LAMP, body, 0),)).seal(Head(), {})

    assert sealed.records[0].body == body


@pytest.mark.parametrize("value", [0.5, b"lamp", {"lamp"}])
def test_an_entry_that_is_no_json_is_refused(value: object) -> None:
    batch = Batch("acme", "b-1", entries=(Draft("noted", NOON, {"value": value}),))

    with pytest.raises(InputError):
        batch.seal(Head(), {})


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_what_stores_do_not_keep_alike_is_no_key(text: str) -> None:
    with pytest.raises(InvalidText):
        Batch("acme", "b-1", (Check(("doc", text), 0),))


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_what_stores_do_not_keep_alike_is_no_index_value(text: str) -> None:
    batch = Batch("acme", "b-1", (Put(LAMP, {}, 0, {"by": (text,)}),))

    with pytest.raises(InvalidText):
        batch.seal(Head(), {})


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_what_stores_do_not_keep_alike_is_not_searched_for(text: str) -> None:
    with pytest.raises(InvalidText):
        Scan("doc", "by", lo=text)


@pytest.mark.parametrize("key", [("", "lamp"), ("doc", "")])
def test_a_key_has_a_kind_and_an_id(key: tuple[str, str]) -> None:
    with pytest.raises(InvalidText):
        Batch("acme", "b-1", (Check(key, 0),))


def test_a_space_has_a_name() -> None:
    with pytest.raises(InvalidText):
        Batch("", "b-1")


def test_a_space_has_a_name_of_bounded_length() -> None:
    with pytest.raises(LimitExceeded):
        Batch("a" * 201, "b-1")


def test_the_keys_of_a_batch_are_in_code_point_order() -> None:
    names = ["b", "a", "é", "B", "\U0001f600", "\uffee"]

    keys = Batch("acme", "b-1", tuple(Check(("doc", name), 0) for name in names)).keys

    assert [name for _, name in keys] == sorted(names)


def test_batches_too_large_together_are_refused_as_a_group() -> None:
    text = "x" * (LIMITS.record_bytes - 100)
    batches = [
        Batch("acme", f"b-{n}", (Put(("doc", f"d-{n}"), {"text": text}, 0),)) for n in range(9)
    ]

    with pytest.raises(LimitExceeded):
        seal_all(batches, Head(), {})


def test_the_only_outcome_of_a_group_is_raised_if_it_is_an_error() -> None:
    group = seal_all([Batch("acme", "b-1", (Put(LAMP, {}, 3),))], Head(), {})

    with pytest.raises(Conflict):
        only(group.outcomes)


def test_the_only_outcome_of_a_group_is_returned_if_it_was_served() -> None:
    group = seal_all([Batch("acme", "b-1", (Put(LAMP, {}, 0),))], Head(), {})

    assert only(group.outcomes).head.rev == 1


def test_a_record_does_not_show_its_body_in_logs() -> None:
    record = Record(("pii", "c-1"), 1, {"name": "Ada Lovelace"})

    assert "Ada" not in repr(record)


def test_a_record_is_the_same_made_of_bytes_or_of_a_value() -> None:
    made = Record(LAMP, 1, {"n": 1}, {"by": ("x",)})
    stored = Record(LAMP, 1, made.encoded, made.encoded_index)

    assert made == stored
    assert made != Record(LAMP, 2, {"n": 1}, {"by": ("x",)})
    assert made != "lamp"


def test_a_head_is_the_same_made_of_bytes_or_of_a_value() -> None:
    made = Head(3, 2, "abc", {"invoice": (4, "2024-02-29")})

    assert made == Head(3, 2, "abc", made.encoded_series)
    assert made != Head(3, 2, "abc")
    assert made != 3


def test_the_size_of_a_head_is_that_of_its_json() -> None:
    head = Head(3, 2, "abc", {"invoice": (4, "2024-02-29")})

    line = {"rev": 3, "seq": 2, "hash": "abc", "series": {"invoice": [4, "2024-02-29"]}}
    assert head.size == len(json.dumps(line, separators=(",", ":")))
