"""Everything fbo can raise: one tree, drawn here and compared with the classes by a test.

    FboError
    ├── DefinitionError              (TypeError)   a process class contradicts itself
    ├── MissingExtra                 (ImportError) an adapter's library is absent
    ├── InputError                   (ValueError)  what came in cannot be taken
    │   ├── LimitExceeded
    │   ├── InvalidText
    │   ├── InvalidNumber
    │   ├── InvalidTime
    │   └── UnknownField
    ├── RuleError                    the business says no; nothing happened
    │   ├── StepRefused
    │   │   ├── NotAllowed           (PermissionError)
    │   │   └── DutyConflict
    │   ├── Insufficient
    │   ├── NumberOutOfOrder
    │   ├── IdempotencyMismatch
    │   ├── LegalHold
    │   ├── Unbalanced
    │   ├── UnknownAccount
    │   ├── PeriodClosed
    │   ├── HoldClosed
    │   ├── AlreadyReversed
    │   └── OverAllocated
    │       └── Overpaid
    ├── StoreError                   the store could not, or cannot tell
    │   ├── Conflict
    │   │   └── PlanChanged
    │   ├── Unavailable
    │   ├── RetriesExhausted
    │   ├── CommitUnknown
    │   ├── Corrupt
    │   └── SchemaMismatch
    ├── NotifyError                  a message could not be handed over; never leaves the relay
    └── BugError                     an invariant broke before the commit

Each error builds its own sentence, keeps its facts as attributes, and says in `code` what it is,
in `retry` whether to ask again (`never`, `same` request, `reread` first, `later`), in `committed`
whether anything took effect (`no`, `unknown`), and in `way_out` what to do next.  No sentence
quotes what a person typed, an idempotency key or a unique value: personal data stays out of
`str(error)`, and the attributes are for code that may see them.  Errors can be copied and pickled.
Nothing here decides when to raise.
"""
# ruff: noqa: N818  errors are named by what happened: a refusal is no mistake

from collections.abc import Sequence
from typing import Literal

from fbo.kernel.book_errors import (
    AlreadyReversed,
    HoldClosed,
    OverAllocated,
    Overpaid,
    PeriodClosed,
    Unbalanced,
    UnknownAccount,
)
from fbo.kernel.error_root import Committed, FboError, Reason, Retry, RuleError, Shortage

__all__ = [
    "AlreadyReversed",
    "BugError",
    "CommitUnknown",
    "Committed",
    "Conflict",
    "Corrupt",
    "DefinitionError",
    "DutyConflict",
    "FboError",
    "HoldClosed",
    "IdempotencyMismatch",
    "InputError",
    "Insufficient",
    "InvalidNumber",
    "InvalidText",
    "InvalidTime",
    "LegalHold",
    "LimitExceeded",
    "MissingExtra",
    "NotAllowed",
    "NotifyError",
    "NumberOutOfOrder",
    "OverAllocated",
    "Overpaid",
    "PeriodClosed",
    "PlanChanged",
    "Reason",
    "RetriesExhausted",
    "Retry",
    "RuleError",
    "SchemaMismatch",
    "Shortage",
    "StepRefused",
    "StoreError",
    "Unavailable",
    "Unbalanced",
    "UnknownAccount",
    "UnknownField",
]

_NAME = 64
# Ids of these kinds are made of what people typed.
_TELLING = frozenset({"idem", "pii", "uniq"})


class DefinitionError(FboError, TypeError):
    """A process class contradicts itself; raised when the class or the company is made."""

    code = "definition"

    def __init__(self, process: str, sentence: str) -> None:
        self.process = process
        super().__init__(f"{process}: {sentence}")


class MissingExtra(FboError, ImportError):
    """An adapter needs a library that is not installed."""

    code = "missing_extra"

    def __init__(self, extra: str, needs: str) -> None:
        self.extra, self.needs = extra, needs
        super().__init__(f'{needs} must be installed: pip install "fbo[{extra}]"')


class InputError(FboError, ValueError):
    """What came in cannot be taken; its subclasses say why."""

    code = "input"


class LimitExceeded(InputError):
    """More than one of the `Limits` allows; `what` names it, in its unit."""

    code = "limit_exceeded"
    way_out = "send less, or split it"

    def __init__(self, what: str, limit: int, got: int) -> None:
        self.what, self.limit, self.got = what, limit, got
        super().__init__(f"{what}: at most {limit}, got {got}")


class InvalidText(InputError):
    """Text with characters that some store or reader cannot keep.  It is never repeated."""

    code = "invalid_text"

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field, why
        super().__init__(f"{field} {why}")


class InvalidNumber(InputError):
    """A number that is no finite exact decimal within bounds."""

    code = "invalid_number"

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field, why
        super().__init__(f"{field} {why}")


class InvalidTime(InputError):
    """A moment without zone, out of range, skipped or ambiguous on the local clock."""

    code = "invalid_time"

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field, why
        super().__init__(f"{field} {why}")


class UnknownField(InputError):
    """A form or document was given a field it does not have."""

    code = "unknown_field"
    way_out = "send only declared fields"

    def __init__(self, field: str, of: str) -> None:
        self.field, self.of = field, of
        # The name came from outside, too: only what looks like a name is repeated.
        named = field if field.isidentifier() and len(field) <= _NAME else "of that name"
        super().__init__(f"{of} has no field {named}")


class StepRefused(RuleError):
    """A step may not be taken now; `reasons` are all those the actor may know."""

    code = "step_refused"

    def __init__(self, step: str, reasons: Sequence[Reason]) -> None:
        self.step, self.reasons = step, tuple(reasons)
        because = "; ".join(reason.sentence for reason in self.reasons)
        super().__init__(f"cannot {step}: {because}")

    def as_reason(self) -> Reason:
        """The refusal of a nested step as one ground of the outer one's."""
        ways = "; ".join(reason.way_out for reason in self.reasons if reason.way_out)
        return Reason(self.code, self.sentence, self.facts, ways)


class NotAllowed(StepRefused, PermissionError):
    """The actor may not take this step.  Of the document it tells nothing."""

    code = "not_allowed"


class DutyConflict(StepRefused):
    """Somebody who took the one step may not take the other: four eyes."""

    code = "duty_conflict"


class Insufficient(RuleError):
    """Moves that would leave balances below their floors; every one is named, none was made."""

    code = "insufficient"
    way_out = "take less, or wait until there is more"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(
            "not enough: "
            + ", ".join(
                f"{_named(s.key)} is {s.balance}, asked for {s.quantity}, floor {s.floor}"
                for s in self.shortages
            )
        )


class NumberOutOfOrder(RuleError):
    """A document dated before the last number of its dated series.  Both are ISO dates."""

    code = "number_out_of_order"

    def __init__(self, series: str, on: str, last: str) -> None:
        self.series, self.on, self.last = series, on, last
        super().__init__(
            f"series {series} is already at {last}: a number dated {on} cannot follow; "
            f"date it {last} or later"
        )


class IdempotencyMismatch(RuleError):
    """The key was used for another request.  The sentence does not repeat it."""

    code = "idempotency_mismatch"
    way_out = "send the first request again, or use a new key"

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__("this idempotency key was used for a different request")


class LegalHold(RuleError):
    """The law keeps what was to be erased.  The reason is a person's text: not repeated."""

    code = "legal_hold"
    way_out = "release the hold first, or wait until it ends"

    def __init__(self, subject: str, reason: str) -> None:
        self.subject, self.reason = subject, reason
        super().__init__(f"{subject} is under a legal hold")


class StoreError(FboError):
    """The store could not, or cannot tell."""

    code = "store"


class Conflict(StoreError):
    """Records moved on since they were read; all of them are named, nothing was changed.

    With `scope="transaction"` the application's own transaction must start again.
    """

    code = "conflict"
    retry = "reread"
    way_out = "read again and decide again"

    def __init__(
        self, keys: Sequence[tuple[str, str]], scope: Literal["space", "transaction"] = "space"
    ) -> None:
        self.keys, self.scope = tuple(keys), scope
        named = ", ".join(_named(key) for key in self.keys[:5])
        more = f" and {len(self.keys) - 5} more" if len(self.keys) > 5 else ""  # noqa: PLR2004
        where = " inside your transaction" if scope == "transaction" else ""
        super().__init__(f"somebody was faster{where}: {named or 'the transaction'}{more} moved on")


class PlanChanged(Conflict):
    """Applying a plan would now do something else than it showed; nothing was done."""

    code = "plan_changed"
    way_out = "make a fresh plan and look at it"

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(())
        self.differences = tuple(differences)
        count = len(self.differences)
        self.sentence = f"the plan no longer holds: {count} of its effects would be different"
        self.args = (self.sentence,)


class Unavailable(StoreError):
    """The store cannot be reached or written now; nothing happened."""

    code = "unavailable"
    retry = "same"
    way_out = "nothing was changed; send the same request again"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the store is not available: {reason}")


class RetriesExhausted(StoreError):
    """A step lost its race in every round it was given."""

    code = "retries_exhausted"
    retry = "later"
    way_out = "nothing was changed; try again later"

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        super().__init__(f"somebody else was faster in all of {rounds} rounds")


class CommitUnknown(StoreError):
    """The answer to a commit was lost: it took effect, or it did not."""

    code = "commit_unknown"
    retry = "same"
    committed = "unknown"
    way_out = "send the same request with the same key: its record tells"

    def __init__(self, batch_id: str) -> None:
        self.batch_id = batch_id
        super().__init__(f"it is not known whether the commit {batch_id} took effect")


class Corrupt(StoreError):
    """What the store holds contradicts itself; `at` says where."""

    code = "corrupt"
    way_out = "stop, and compare with a backup and an anchor"

    def __init__(self, at: str, reason: str) -> None:
        self.at, self.reason = at, reason
        super().__init__(f"the store is damaged at {at}: {reason}")


class SchemaMismatch(StoreError):
    """The store holds what this version, or these processes, do not know."""

    code = "schema_mismatch"

    def __init__(self, what: str, hint: str) -> None:
        self.what, self.hint = what, hint
        super().__init__(f"{what}; {hint}")


class NotifyError(FboError):
    """A message could not be handed over; the relay turns it into an `Outcome`."""

    code = "notify"
    retry = "later"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the message was not handed over: {reason}")


class BugError(FboError):
    """An invariant broke before the commit.  Raised, never asserted; nothing happened."""

    code = "bug"
    way_out = "this is a bug; nothing was changed"

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


def _named(key: tuple[str, str]) -> str:
    kind, name = key
    return f"a {kind} record" if kind in _TELLING else f"{kind} {name}"
