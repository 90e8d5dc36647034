"""The limits: what they are, and that they stay as the format has them."""

import dataclasses

import pytest

from fbo.kernel.limits import LIMITS, Limits

KIB, MIB = 1024, 1024 * 1024


def test_the_limits_are_those_of_the_stored_format():
    expected = {
        "document_id": 64,
        "generated_id": 58,
        "store_key": 200,
        "short_text": 200,
        "long_text": 20_000,
        "list_items": 1_000,
        "nesting": 20,
        "integer_digits": 18,
        "fraction_digits": 6,
        "integer": 9_223_372_036_854_775_807,
        "first_year": 1970,
        "last_year": 2200,
        "record_bytes": MIB,
        "history_lines": 100,
        "head_bytes": 64 * KIB,
        "index_names": 8,
        "index_values": 100,
        "index_value": 200,
        "batch_writes": 5_000,
        "batch_entries": 1_000,
        "batch_bytes": 4 * MIB,
        "group_batches": 64,
        "group_bytes": 8 * MIB,
        "nested_steps": 200,
        "rounds": 30,
        "page": 1_000,
        "import_bytes": 10 * MIB,
        "import_rows": 100_000,
        "attachment_bytes": 10 * MIB,
    }

    assert dataclasses.asdict(LIMITS) == expected


def test_nobody_can_change_a_limit():
    with pytest.raises(dataclasses.FrozenInstanceError):
        LIMITS.page = 1  # type: ignore[misc]


def test_a_generated_id_leaves_room_for_the_number_derived_from_it():
    longest = f"{'x' * LIMITS.generated_id}.{10_000 - 1}"

    assert len(longest) <= Limits().document_id
