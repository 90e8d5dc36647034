"""Closing a worksheet: all that one commit will write, check and ask, in one batch.

Personal values are sealed, unique values claimed and freed, timers set for what SYSTEM may do next.
Nothing is decided here that could be decided otherwise.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from fbo.company.afterwards.gains import note_gains
from fbo.company.engine.figures import NotReadError
from fbo.company.engine.ops import Doing
from fbo.company.engine.records import case_index, case_key, commitment, conceal, vault_key
from fbo.company.engine.sheet_file import AbsentError
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import AS_SOON_AS, Worksheet
from fbo.kernel.document import Document
from fbo.kernel.errors import Reason, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.people import THE_SYSTEM
from fbo.kernel.times import iso
from fbo.ports.storage import Batch, Check, Delete, Draft, Key, Put
from fbo.workflow.decide import judge
from fbo.workflow.process import Process
from fbo.workflow.showing import what_changes

RETRY_SOON = timedelta(minutes=1)


def close(sheet: Worksheet, extra: Iterable[Put | Delete | Check] = ()) -> Doing[Batch]:
    """All there is to commit.  Raises `StepRefused` where a unique value is taken."""
    if sheet.clashed:
        yield from _refuse_taken_values(sheet)
    if sheet.frees:
        yield from _free_values(sheet)
    if sheet.unsealed:
        yield from _seal_personal(sheet)
    _note_timers(sheet)
    note_gains(sheet)
    _note_what_is_shown(sheet)
    writes: list[Any] = []
    for work in sheet.cases.values():
        if work.dirty:
            writes += _records_of(work)
    writes += (*sheet.puts, *sheet.claims, *extra, *sheet.figures.writes())
    written = {write.key for write in writes}
    writes += [check for check in checks(sheet) if check.key not in written]
    at = sheet.at
    drafts = tuple([Draft(type_, at, data) for type_, data in sheet.drafts])
    return Batch(sheet.firm.space, sheet.commit, tuple(writes), drafts, tuple(sheet.wants))


def checks(sheet: Worksheet) -> Iterator[Check]:
    """Everything the decision looked at, at the version it had."""
    cases = sheet.cases
    for id_, work in cases.items():
        if work.version:
            yield Check(case_key(id_), work.version)
    for key, version in {**sheet.looked, **sheet.figures.checked}.items():
        if key[0] != "case" or key[1] not in cases:
            yield Check(key, version)


def _refuse_taken_values(sheet: Worksheet) -> Doing[None]:
    """A unique value or an id that was found taken in the last round is read, and refused."""
    puts = (put for put in (*sheet.puts, *sheet.claims) if isinstance(put, Put))
    new = {put.key for put in puts if not put.expect}
    new |= {case_key(id_) for id_, work in sheet.cases.items() if not work.version}
    taken = sorted(new & sheet.clashed)
    yield from sheet.read(taken)
    for key in taken:
        if (record := sheet.records[key]) is not None:
            raise StepRefused("file", (_taken(key, str(record.body.get("id", key[1]))),))


def _taken(key: Key, id_: str) -> Reason:
    if key[0] == "uniq" and ".reversal:" in key[1]:
        entry = key[1].partition(":")[2]
        done = "this entry is reversed already"
        return Reason("already_reversed", done, {"entry": entry}, "nothing has to be done")
    field = key[1].partition(":")[0] if key[0] == "uniq" else "id"
    return Reason(
        "already_on_file",
        f"this {field} is on file already",
        {"id": id_, "field": field},
        way_out=f"use what is on file under {id_}, or give it another",
    )


def _free_values(sheet: Worksheet) -> Doing[None]:
    """Let go of unique values that a document no longer has."""
    yield from sheet.read(sheet.frees)
    for key in sheet.frees:
        record = sheet.records[key]
        if record is not None:
            sheet.puts.append(Delete(key, record.version))


def _seal_personal(sheet: Worksheet) -> Doing[None]:
    """Replace personal values by commitments, under a salt nobody can guess."""
    salt = yield from sheet.salt()
    for work, changed in sheet.unsealed:
        document: Document = work.case.document
        kind = type(document)
        values: dict[str, Json] = {**work.vault.get("values", {}), **work.secrets}
        # The document as the last step of the commit left it, whichever step named a person.
        body: dict[str, Json] = {
            **work.json,
            **{name: values[name] for name in kind.personal if name in work.json},
        }
        sealed, vault = conceal(kind, body, work.vault, salt)
        work.json, work.new_vault = sealed, vault
        for name in kind.personal:
            if name not in changed:
                continue
            if name in sealed and changed[name] == values[name]:
                changed[name] = sealed[name]
            else:
                # A later step of the commit wrote another value: this one is kept nowhere.
                changed[name] = {"sealed": commitment(salt, name, changed[name])}


def _note_timers(sheet: Worksheet) -> None:
    """Where SYSTEM may go on at once, a timer stands in for it, should this process die.

    A reaction that did nothing is told after all, where it is for that that the case goes on.
    """
    for work in sheet.cases.values():
        idle = None if work.dirty else sheet.idle.get(work.id)
        if not work.dirty and idle is None:
            continue
        goes_on = work.id not in sheet.resting and _can_go_on(sheet, work.case)
        if idle is not None:
            if not goes_on:
                continue
            sheet.begin_reaction(work, *idle)
        timers = work.case.facts.timers
        timers.pop(AS_SOON_AS, None)
        if goes_on:
            timers[AS_SOON_AS] = iso(sheet.now + RETRY_SOON)
            sheet.soon.append(work.id)
        if work.entry is not None and timers != work.timers:
            work.entry["timers"] = dict(timers)


def _note_what_is_shown(sheet: Worksheet) -> None:
    """An entry that shows the customer something is public, and says what: a step's, if one was."""
    for work in sheet.cases.values():
        entry = work.stepped if work.stepped is not None else work.entry
        if entry is None:
            continue
        event = what_changes(work.case, work.told)
        if event:
            entry["shown"] = event
            work.case.facts.was_shown(sheet.at, event)


def _can_go_on(sheet: Worksheet, case: Process[Any]) -> bool:
    """Whether SYSTEM may well take a step now: asked of what this commit has seen.

    A no that rests on a balance is none: it may have moved since it was read, and whoever moved it
    could not yet see this case.  So it is asked again behind the commit.
    """
    unfenced = sheet.figures.unfenced
    for name in case.definition.soon.get(case.facts.state, ()):
        try:
            step = case.definition.steps[name]
            if judge(case, step, None, THE_SYSTEM, THE_SYSTEM).target is not None:
                return True
        except (NotReadError, AbsentError):
            return True
    return sheet.figures.unfenced != unfenced


def _records_of(work: Working) -> list[Put]:
    """The record of a case, its vault if that has changed, and a page of history that is full."""
    body, page = work.body()
    records = [Put(case_key(work.id), body, work.version, case_index(work.case))]
    if work.new_vault:
        records.append(Put(vault_key(work.id), work.new_vault, work.vault_version))
    if page is not None:
        number, lines = page
        records.append(Put(("history", f"{work.id}|{number}"), {"lines": lines}, 0))
    return records
