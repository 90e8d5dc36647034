"""The error tree: as drawn, with stable codes, no personal data in sentences, lasting copies."""

import copy
import inspect
import pickle
import re
from datetime import date
from typing import Any

import pytest

from fbo.kernel import errors
from fbo.kernel.errors import (
    AlreadyReversed,
    BugError,
    CommitUnknown,
    Conflict,
    Corrupt,
    DefinitionError,
    DutyConflict,
    FboError,
    HoldClosed,
    IdempotencyMismatch,
    InputError,
    Insufficient,
    InvalidNumber,
    InvalidText,
    InvalidTime,
    LegalHold,
    LimitExceeded,
    MissingExtra,
    NotAllowed,
    NotifyError,
    NumberOutOfOrder,
    OverAllocated,
    Overpaid,
    PeriodClosed,
    PlanChanged,
    Reason,
    RetriesExhausted,
    SchemaMismatch,
    Shortage,
    StepRefused,
    Unavailable,
    Unbalanced,
    UnknownAccount,
    UnknownField,
)

NO_LINES = Reason("has_lines", "the order has no lines", way_out="add a line")
NO_ADDRESS = Reason("has_address", "the delivery address is missing")
LAMPS = Shortage(("available", "goods:shelf:lamp"), balance=3, quantity=-5, floor=0)

ONE_OF_EACH = [
    DefinitionError("OrderToCash", "no step leads to credit_hold"),
    MissingExtra("postgres", "psycopg"),
    LimitExceeded("characters of a name", 200, 201),
    InvalidText("name", "holds a control character"),
    InvalidNumber("quantity", "is not finite"),
    InvalidTime("due", "has no zone"),
    UnknownField("colour", "Order"),
    StepRefused("place", [NO_LINES, NO_ADDRESS]),
    NotAllowed("place", [Reason("not_allowed", "Ben is not a sales representative")]),
    DutyConflict("approve", [Reason("duty", "who created it may not approve it")]),
    Insufficient([LAMPS]),
    NumberOutOfOrder("invoice", "2024-02-28", "2024-02-29"),
    IdempotencyMismatch("anna:press-1"),
    LegalHold("invoice-7", "litigation"),
    Unbalanced("EUR", 100),
    UnknownAccount("money", "9999"),
    PeriodClosed(date(2024, 1, 31), "2024-01"),
    HoldClosed("order-1:line-1"),
    AlreadyReversed("entry-1", "entry-2"),
    OverAllocated("invoice-7", "10.00 EUR", "12.00 EUR"),
    Overpaid("bill-7", "10.00 EUR", "12.00 EUR"),
    Conflict([("case", "order-1")]),
    PlanChanged(["the credit note is 5.00 EUR higher"]),
    Unavailable("the database is locked"),
    RetriesExhausted(30),
    CommitUnknown("b-1"),
    Corrupt("entry 17", "its hash does not match"),
    SchemaMismatch("the store has version 9", "install a newer fbo"),
    NotifyError("the mail server said 550"),
    BugError("two writes on one key"),
]


def each_error() -> Any:
    return pytest.mark.parametrize("error", ONE_OF_EACH, ids=lambda error: error.code)


def test_the_tree_is_drawn_as_the_classes_are() -> None:
    lines = re.findall(r"^ {4}([│├└─ ]*)(\w+)(?: +\((\w+)\))?", errors.__doc__ or "", re.MULTILINE)

    drawn, path = {}, []
    for branch, name, also in lines:
        path[len(branch) // 4 :] = [name]
        drawn[name] = (path[-2] if len(path) > 1 else "Exception", also)

    assert drawn == {
        cls.__name__: (
            cls.__base__.__name__ if len(cls.__bases__) == 1 else cls.__bases__[0].__name__,
            cls.__bases__[1].__name__ if len(cls.__bases__) > 1 else "",
        )
        for _, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, FboError)
    }


def test_every_class_has_a_code_of_its_own() -> None:
    classes = [
        cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, FboError)
    ]

    codes = [cls.code for cls in classes]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)


def test_one_of_each_is_tried_here() -> None:
    branches = {"FboError", "RuleError", "StoreError", "InputError"}

    tried = {type(error).__name__ for error in ONE_OF_EACH}

    assert tried | branches == {
        name
        for name, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, FboError)
    }


@each_error()
def test_an_error_can_be_pickled(error: FboError) -> None:
    back = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


@each_error()
def test_an_error_can_be_copied(error: FboError) -> None:
    for back in (copy.copy(error), copy.deepcopy(error)):
        assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


@each_error()
def test_an_error_says_whether_to_ask_again_and_whether_it_took_effect(error: FboError) -> None:
    assert error.retry in {"never", "same", "reread", "later"}
    assert error.committed == ("unknown" if isinstance(error, CommitUnknown) else "no")


@each_error()
def test_an_error_becomes_a_reason_of_plain_facts(error: FboError) -> None:
    reason = error.as_reason()

    assert reason.code == error.code
    assert reason.sentence == error.sentence
    assert pickle.loads(pickle.dumps(reason.facts)) == error.facts  # noqa: S301  our own bytes


def test_a_refusal_gives_every_reason_in_one_sentence() -> None:
    refused = StepRefused("place", [NO_LINES, NO_ADDRESS])

    assert str(refused) == "cannot place: the order has no lines; the delivery address is missing"


def test_a_refused_nested_step_keeps_its_ways_out() -> None:
    reason = StepRefused("place", [NO_LINES, NO_ADDRESS]).as_reason()

    assert reason.way_out == "add a line"


def test_a_shortage_is_named_with_balance_quantity_and_floor() -> None:
    assert str(Insufficient([LAMPS])) == (
        "not enough: available goods:shelf:lamp is 3, asked for -5, floor 0; "
        "take less, or wait until there is more"
    )


def test_what_is_not_allowed_is_a_permission_error_to_python() -> None:
    assert isinstance(NotAllowed("place", []), PermissionError)


def test_bad_input_is_a_value_error_to_python() -> None:
    assert isinstance(InputError("no"), ValueError)


def test_many_stale_keys_are_counted_after_the_fifth() -> None:
    conflict = Conflict([("case", f"order-{n}") for n in range(7)])

    assert str(conflict) == (
        "somebody was faster: case order-0, case order-1, case order-2, case order-3, "
        "case order-4 and 2 more moved on; read again and decide again"
    )


@pytest.mark.parametrize(
    "error",
    [
        Conflict([("uniq", "email:ada@example.com")]),
        Insufficient([Shortage(("pii", "ada@example.com"), 0, -1, 0)]),
        IdempotencyMismatch("ada@example.com:press-1"),
        UnknownField("ada@example.com", "Customer"),
        LegalHold("customer-1", "asked for by ada@example.com"),
    ],
    ids=lambda error: error.code,
)
def test_what_a_person_typed_is_not_in_the_sentence(error: FboError) -> None:
    assert "ada@example.com" not in str(error)
