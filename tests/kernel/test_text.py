"""Text: what every store can keep is taken, what some cannot is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from fbo.kernel.errors import InvalidText, LimitExceeded
from fbo.kernel.text import (
    Identifier,
    LongText,
    Name,
    ShortText,
    StoreKey,
    fold,
    identifier,
    long_text,
    name,
    short_text,
    store_key,
)
from fbo.testing.strategies import identifiers, long_texts, names, short_texts


class Card(BaseModel, frozen=True, strict=True):
    title: Name
    subtitle: ShortText = ""
    body: LongText = ""
    id: Identifier = "card-1"
    key: StoreKey = "vat:FR123"


@pytest.mark.parametrize("check", [short_text, name, long_text, store_key])
@pytest.mark.parametrize(
    "refused",
    [
        pytest.param("\x00", id="NUL"),
        pytest.param("\x1b", id="escape"),
        pytest.param("\r", id="carriage return"),
        pytest.param("\x7f", id="delete"),
        pytest.param("\x85", id="C1"),
        pytest.param("\ud800", id="high surrogate"),
        pytest.param("\udfff", id="low surrogate"),
        pytest.param("\u202a", id="embedding"),
        pytest.param("\u202e", id="override"),
        pytest.param("\u2066", id="isolate"),
        pytest.param("\u2069", id="end of isolate"),
        pytest.param("\ufdd0", id="noncharacter"),
        pytest.param("\ufdef", id="last of the noncharacter block"),
        pytest.param("\ufffe", id="reversed byte order mark"),
        pytest.param("\U0001ffff", id="end of plane 1"),
        pytest.param("\U0010ffff", id="last code point"),
    ],
)
def test_a_character_that_some_store_or_reader_cannot_keep_is_refused(check, refused):
    with pytest.raises(InvalidText):
        check(f"lamp{refused}")


@pytest.mark.parametrize("check", [short_text, name, long_text, store_key])
@pytest.mark.parametrize(
    "taken",
    [
        *("\x20", "\x7e", "\xa0", "\ud7ff", "\ue000", "\u200e", "\u2029", "\u202f", "\u2065"),
        *("\ufdf0", "\ufffd", "\U0001fffd", "\U00010000", "💡", "لمبة", "灯"),
    ],
)
def test_the_neighbours_of_a_refused_character_are_taken(check, taken):
    assert check(f"lamp{taken}") == unicodedata.normalize("NFC", f"lamp{taken}")


@pytest.mark.parametrize("character", ["\n", "\t"])
def test_newlines_and_tabs_are_for_long_text_alone(character):
    text = f"one{character}two"

    assert long_text(text) == text
    for check in (short_text, name, store_key):
        with pytest.raises(InvalidText):
            check(text)


def test_the_refusal_names_the_character_and_never_repeats_the_text():
    with pytest.raises(InvalidText) as refusal:
        short_text("Ada Lovelace\u202e", field="customer")

    assert str(refusal.value) == "customer contains U+202E, which turns the direction of writing"


def test_text_is_kept_composed():
    assert short_text("cafe\u0301") == "café"


@pytest.mark.parametrize(
    ("check", "limit"),
    [(short_text, 200), (name, 200), (store_key, 200), (long_text, 20_000), (identifier, 64)],
)
def test_text_may_be_as_long_as_its_limit_and_no_longer(check, limit):
    assert len(check("x" * (limit - 1))) == limit - 1
    assert len(check("x" * limit)) == limit
    with pytest.raises(LimitExceeded) as refusal:
        check("x" * (limit + 1))
    assert (refusal.value.limit, refusal.value.got) == (limit, limit + 1)


def test_the_length_is_that_of_the_composed_text():
    decomposed = unicodedata.normalize("NFD", "ᾂ" * 200)

    assert len(decomposed) == 800
    assert len(short_text(decomposed)) == 200


def test_a_text_that_grows_when_composed_is_measured_after():
    # U+0958 is composed of two characters in NFC, too.
    with pytest.raises(LimitExceeded):
        short_text("\u0958" * 101)

    assert len(short_text("\u0958" * 100)) == 200


@pytest.mark.parametrize("blank", ["", " ", "\u2003\u00a0"])
def test_a_name_and_a_key_are_not_blank(blank):
    assert short_text(blank) == blank
    for check in (name, store_key):
        with pytest.raises(InvalidText):
            check(blank)


@pytest.mark.parametrize("taken", ["a", "ORD-1", "ord:1", "a.b_c-d:e", "0", "-", "x" * 64])
def test_an_id_is_of_letters_digits_and_four_signs(taken):
    assert identifier(taken) == taken


@pytest.mark.parametrize(
    "refused",
    ["", " ", "ord 1", "ord/1", "órd", "ord-1\n", "ord-1\x00", "\u0661", "ord@1", "ord,1"],
)
def test_an_id_has_no_other_character(refused):
    with pytest.raises(InvalidText):
        identifier(refused)


@pytest.mark.parametrize("check", [short_text, name, long_text, store_key, identifier])
@pytest.mark.parametrize("value", [None, 1, b"lamp", ["lamp"]])
def test_what_is_no_text_is_refused(check, value):
    with pytest.raises(InvalidText):
        check(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.com", "ada@example.COM"),
        ("Straße", "STRASSE"),
        ("café", "CAFE\u0301"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ],
)
def test_identifiers_of_people_compare_without_regard_to_case(one, other):
    assert fold(one) == fold(other)


def test_accents_count_when_identifiers_compare():
    assert fold("café") != fold("cafe")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(short_texts())
def test_a_valid_short_text_is_kept_as_it_is(text):
    assert short_text(text) == text


@given(long_texts())
def test_a_valid_long_text_is_kept_as_it_is(text):
    assert long_text(text) == text


@given(st.text(max_size=50))
def test_what_is_taken_can_be_kept_by_every_store(text):
    try:
        kept = long_text(text)
    except InvalidText:
        return

    assert kept == unicodedata.normalize("NFC", text)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\x00" not in kept


@given(names(), short_texts(), long_texts(), identifiers())
def test_fields_survive_json(title, subtitle, body, id_):
    card = Card(title=title, subtitle=subtitle, body=body, id=id_)

    assert Card.model_validate_json(card.model_dump_json()) == card


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("subtitle", "a\nb"), ("body", "a\rb"), ("id", "a b"), ("key", " ")],
)
def test_a_field_refuses_what_its_check_refuses(field, value):
    with pytest.raises(ValidationError):
        Card(**{"title": "Lamps", field: value})


def test_a_field_takes_no_bytes_even_where_pydantic_is_not_strict():
    with pytest.raises(ValidationError):
        Card.model_validate({"title": 5}, strict=False)


def test_the_json_schema_tells_the_limits():
    fields = Card.model_json_schema()["properties"]

    assert fields["title"]["maxLength"] == 200
    assert fields["body"]["maxLength"] == 20_000
    assert fields["id"]["pattern"] == r"^[A-Za-z0-9._:\-]{1,64}$"
