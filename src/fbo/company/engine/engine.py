"""The engine: from a call to a commit, as generators that yield their input and output.

One call reads, decides on a worksheet, and commits once.  Who lost a race, or was told a shortage,
decides again; the caller hears nothing of it.  What follows from a commit is in
`fbo.company.afterwards.following`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from fbo.company.engine import carrying
from fbo.company.engine.answers import (
    answered,
    as_refusal,
    fingerprint,
    idempotency_key,
    recall,
    remembered,
    remembered_refusal,
)
from fbo.company.engine.closing import checks, close
from fbo.company.engine.firm import Firm
from fbo.company.engine.ops import Begin, Commit, Doing
from fbo.company.engine.plans import differences, digest_of
from fbo.company.engine.records import case_key, vault_key
from fbo.company.engine.registry import AnyProcess
from fbo.company.engine.shortages import know_items
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.document import Document, Form
from fbo.kernel.errors import (
    Conflict,
    Insufficient,
    NumberOutOfOrder,
    PlanChanged,
    Reason,
    RetriesExhausted,
    RuleError,
    StepRefused,
)
from fbo.kernel.frozen import frozen
from fbo.kernel.limits import LIMITS
from fbo.kernel.people import Actor
from fbo.ports.storage import Batch, Check, Draft, Key, Put, Record, Sealed
from fbo.workflow.memory_case import Taker
from fbo.workflow.outcome import Outcome, Plan
from fbo.workflow.process import Process
from fbo.workflow.step import Step


@frozen
class Call:
    """What somebody wants: a step or an opening, by whom, under which key."""

    family: str
    name: str
    case: str
    form: Form | None
    by: Actor
    key: str | None = None
    seen: int | None = None
    digest: str = ""

    @property
    def request(self) -> str:
        """What must be the same when a key comes again."""
        return fingerprint(self.family, self.name, self.case, self.form, self.digest)


@dataclass(slots=True)
class Done:
    """What a call has led to: its answer, the cases as the commits left them, what follows."""

    outcome: Outcome
    cases: dict[str, Process[Any]] = field(default_factory=dict[str, Process[Any]])
    steps: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    apart: list[Key] = field(default_factory=list[Key])
    soon: list[str] = field(default_factory=list[str])
    gains: list[Key] = field(default_factory=list[Key])
    left: Callable[[], dict[Key, Record | None]] = dict[Key, Record | None]
    """The records as the commit has left them, for what follows may begin there; few do."""

    @property
    def goes_on(self) -> bool:
        """Whether something follows from it."""
        return bool(self.apart or self.soon or self.gains)


NOTHING: Mapping[Key, Record | None] = MappingProxyType({})
"""Nothing is taken for read."""

NO_DATA: Mapping[str, Any] = MappingProxyType({})

BEGIN = Begin()


@dataclass(slots=True)
class Lost:
    """What a call has lost to others so far: balances it was told, records that were faster."""

    told: dict[Key, int] = field(default_factory=dict[Key, int])
    clashed: frozenset[Key] = frozenset()

    def to(self, faster: Conflict) -> None:
        """Somebody was faster: what was told before is out of date."""
        self.told.clear()
        self.clashed = frozenset(faster.keys)


Work = Callable[[Worksheet], Doing[str]]
"""Does something on a worksheet; answers the id of the case it is about."""


class Engine:
    """Carries out calls.  Holds no state but the firm's constants."""

    def __init__(self, firm: Firm, taker: Taker) -> None:
        self.firm = firm
        self.taker = taker

    def take(self, call: Call) -> Doing[Done]:
        """Take a step.  Raises `StepRefused`, `IdempotencyMismatch`, and store errors."""
        return self.commit(call, lambda sheet: self._take_on(sheet, call))

    def open(
        self, call: Call, process: AnyProcess, document: Document, first: Step[Any] | None = None
    ) -> Doing[Done]:
        """Open a case, and perhaps take its first step in the same commit."""

        def work(sheet: Worksheet) -> Doing[str]:
            id_ = call.case or sheet.new_id()
            case = yield from carrying.open_case(sheet, process, document, id_, call.by, call.by)
            if first is not None:
                yield from carrying.take(sheet, case, first, call.form, call.by, call.by)
            return id_

        return self.commit(call, work)

    def plan(self, call: Call) -> Doing[Plan]:
        """What a step would do.  Writes nothing.  Raises `StepRefused`."""
        now, commit = yield BEGIN
        sheet = Worksheet(self.firm, now, commit, {}, self.taker)
        try:
            yield from self._take_on(sheet, call)
        except RuleError as error:
            yield from know_items(sheet, error)
            raise as_refusal(call.name, error, self.firm.memory) from error
        effects, digest = digest_of(sheet)
        form = None if call.form is None else call.form.model_dump(mode="json")
        return Plan(call.name, call.case, form, effects, digest)

    def apply(self, call: Call, plan: Plan) -> Doing[Done]:
        """Take the step only if it comes to exactly the plan.  Raises `PlanChanged`."""

        def work(sheet: Worksheet) -> Doing[str]:
            try:
                yield from self._take_on(sheet, call)
            except RuleError as refusal:
                raise PlanChanged((str(refusal),)) from refusal
            effects, digest = digest_of(sheet)
            if digest != plan.digest:
                raise PlanChanged(differences(plan.effects, effects))
            return call.case

        return self.commit(call, work)

    def commit(
        self,
        call: Call,
        work: Work,
        *,
        quiet: bool = False,
        left: Mapping[Key, Record | None] = NOTHING,
    ) -> Doing[Done]:
        """Do the work in one commit, deciding again while others are faster.

        `quiet`: a refusal is not put on the trail (nobody asked for the step).  `left`: what the
        commit before has left, to be taken for read.  Should somebody have been faster, the
        versions tell, and it is read after all; so it is before anything is refused.
        """
        lost = Lost()
        for _ in range(LIMITS.rounds):
            now, commit = yield BEGIN
            sheet = Worksheet(self.firm, now, commit, lost.told, self.taker)
            sheet.clashed = lost.clashed
            sheet.records.update(left)
            if call.key is not None:
                answer = yield from self._recall(sheet, call, call.key)
                if answer is not None:
                    return Done(answer)
            try:
                case = yield from work(sheet)
                if lost.told:
                    _refuse_what_is_short(sheet)
                batch = yield from close(sheet, _memory(sheet, call, case))
            except RuleError as error:
                if not left:
                    yield from _refuse(sheet, call, error, lost, quiet=quiet)
                lost.told.clear()
            else:
                sealed = yield from _offer(sheet, call, batch, lost, quiet=quiet)
                if sealed is not None:
                    return _done(sheet, _outcome(sheet, call, case, sealed), sealed)
            left = NOTHING
        raise RetriesExhausted(LIMITS.rounds)

    # --- parts of a commit ----------------------------------------------------------------------

    def _take_on(self, sheet: Worksheet, call: Call) -> Doing[str]:
        work = yield from self.existing(sheet, call)
        if call.seen is not None and work.version != call.seen:
            raise Conflict((case_key(call.case),))
        step = work.case.definition.steps.get(call.name)
        if step is None:
            raise StepRefused(call.name, (Reason("wrong_state", "it is open already"),))
        yield from carrying.take(sheet, work, step, call.form, call.by, call.by)
        return call.case

    def existing(self, sheet: Worksheet, call: Call) -> Doing[Working]:
        """The case a call is about.  Raises `StepRefused` where there is none of the family."""
        work = yield from sheet.case(call.case)
        if work is None or work.case.family != call.family:
            reason = Reason("no_such_case", f"there is no case of {call.family} with this id")
            raise StepRefused(call.name, (reason,))
        return work

    def _recall(self, sheet: Worksheet, call: Call, key_: str) -> Doing[Outcome | None]:
        """The answer this key had, if it had one; read together with the case."""
        key = idempotency_key(call.by, key_)
        keys = (key, case_key(call.case), vault_key(call.case)) if call.case else (key,)
        yield from sheet.read(keys)
        record = sheet.records[key]
        if record is None:
            return None
        return recall(record.body, call.request, key_, record.version)


def _outcome(sheet: Worksheet, call: Call, case_id: str, sealed: Sealed | None = None) -> Outcome:
    """What the call has led to; before it is sealed, without numbers and version."""
    numbers = NO_DATA if sealed is None else sealed.numbers
    version = 0 if sealed is None else sealed.head.rev
    work = sheet.cases.get(case_id)
    if work is None:
        return Outcome(call.name, case_id, "", "", (), numbers, (), version)
    first: Mapping[str, Any] = NO_DATA
    for _, data in sheet.drafts:
        if data.get("case") == case_id:
            first = data
            break
    state = work.case.facts.state
    return Outcome(
        call.name,
        case_id,
        first.get("from", ""),
        first.get("to", state),
        tuple([id_ for id_ in sheet.opened if id_ != case_id]),
        numbers,
        work.case.definition.steps_for(state, call.by.roles),
        version,
    )


def _refuse_what_is_short(sheet: Worksheet) -> None:
    """What would still break a floor the store has told about is refused without asking again."""
    shortages = sheet.figures.shortages()
    if shortages:
        raise Insufficient(shortages)


def _memory(sheet: Worksheet, call: Call, case: str) -> Sequence[Put]:
    """The answer to remember, if there is a key to remember it under."""
    if call.key is None:
        return ()
    body = remembered(_outcome(sheet, call, case), call.request)
    body["answer"]["numbers"] = sheet.number_placeholders()
    return (answered(idempotency_key(call.by, call.key), body, sheet.now),)


def _offer(
    sheet: Worksheet, call: Call, batch: Batch, lost: Lost, *, quiet: bool
) -> Doing[Sealed | None]:
    """Offer the store a batch; `None`, and what was lost, where it must be decided again."""
    try:
        sealed: Sealed = yield Commit(batch)
    except Conflict as faster:
        lost.to(faster)
    except Insufficient as short:
        lost.told.update({shortage.key: shortage.balance for shortage in short.shortages})
    except NumberOutOfOrder as late:
        # What is dated today is decided again: by another clock it is tomorrow already.
        if late.on < sheet.at[:10]:
            yield from _refuse(sheet, call, late, lost, quiet=quiet)
    else:
        return sealed
    return None


def _refuse(
    sheet: Worksheet, call: Call, error: RuleError, lost: Lost, *, quiet: bool
) -> Doing[None]:
    """Put a refusal on the trail and raise it, unless what it rests on has moved meanwhile."""
    yield from know_items(sheet, error)
    refusal = as_refusal(call.name, error, sheet.firm.memory)
    try:
        if not quiet:
            yield Commit(_refusal_batch(sheet, call, refusal))
    except Conflict as faster:
        lost.to(faster)
    else:
        raise refusal from error


def _refusal_batch(sheet: Worksheet, call: Call, refusal: StepRefused) -> Batch:
    """Who tried what and why not, with the versions the refusal rests on."""
    codes = [reason.code for reason in refusal.reasons]
    data = {"tried": call.name, "on": call.case, "by": call.by.id, "reasons": codes}
    writes: list[Put | Check] = list(checks(sheet))
    if call.key is not None:
        body = remembered_refusal(refusal, call.request)
        writes.append(answered(idempotency_key(call.by, call.key), body, sheet.now))
    draft = Draft(f"{call.family}.refused", sheet.at, data)
    return Batch(sheet.firm.space, sheet.commit, tuple(writes), (draft,))


def _done(sheet: Worksheet, outcome: Outcome, sealed: Sealed) -> Done:
    cases: dict[str, Process[Any]] = {}
    for work in sheet.cases.values():
        if work.dirty:
            work.case.version = sealed.head.rev
            work.fill_in(sealed.numbers)
            work.case.trail = work.history
            cases[work.id] = work.case
            sheet.firm.memory.keep(work.id, work.known(sealed.head.rev))
    steps = [(type_, str(data.get("case", ""))) for type_, data in sheet.drafts]
    sheet.let_go()
    follows = (list(sheet.apart), list(sheet.soon), list(sheet.gains))
    return Done(outcome, cases, steps, *follows, partial(_left, sheet, sealed))


def _left(sheet: Worksheet, sealed: Sealed) -> dict[Key, Record | None]:
    """The records that a commit has written, and the vaults beside its cases."""
    left: dict[Key, Record | None] = {record.key: record for record in sealed.records}
    left.update(dict.fromkeys(sealed.gone))
    for work in sheet.cases.values():
        vault = vault_key(work.id)
        if work.dirty and vault not in left:
            left[vault] = sheet.records.get(vault)
    return left
