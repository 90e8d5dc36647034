"""Postings: what a step asks of the books, netted on the worksheet and noted in its entry.

Entries, holds, settlements and voids become changes of counters; the store judges the floors.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import BugError, HoldClosed
from fbo.kernel.json import Json
from fbo.ports.storage import Key, Put
from fbo.workflow import asks, entries

EntryData = dict[str, Json]


def carry_posting(sheet: Worksheet, work: Working, ask: asks.Ask, entry: EntryData) -> None:
    """Carry out one ask of a book.  Raises the errors of the books."""
    way = _WAYS.get(type(ask))
    if way is None:
        raise BugError(f"an effect asked for {type(ask).__name__}")
    way(sheet, work, ask, entry)


def _post(sheet: Worksheet, work: Working, ask: asks.PostEntry, entry: EntryData) -> None:
    post(sheet, ask, entry, work.id)


def post(sheet: Worksheet, ask: asks.PostEntry, entry: EntryData, source: str) -> None:
    """Post an entry of a book.  An entry is reversed once."""
    if ask.entry.book != ask.chart.book:
        raise BugError(f"an entry of {ask.entry.book} was posted to {ask.chart.book}")
    if ask.entry.reverses is not None:
        sheet.claims.append(Put(reversal_key(ask.entry), {"id": ask.entry.id or source}, 0))
    entries.check(ask.chart, ask.entry.legs)
    entries.post(sheet.figures.changes, ask.chart, ask.entry.legs, floors=_floors(ask))
    body = ask.entry.as_json(ask.chart)
    body["id"] = body["id"] or sheet.new_id()
    body.setdefault("on", sheet.at[:10])
    body.setdefault("source", source)
    if ask.reason:
        body["below_floor"] = ask.reason
    _note(entry, "posts", body)


def reversal_key(entry: entries.Entry) -> Key:
    """The record that claims the one reversal an entry may have."""
    return ("uniq", f"{entry.book}.reversal:{entry.reverses}")


def _hold(sheet: Worksheet, work: Working, ask: asks.TakeHold, entry: EntryData) -> None:
    if ask.name in work.case.facts.holds:
        raise BugError(f"{work.case.family} holds {ask.name} already")
    entries.check(ask.chart, ask.legs)
    entries.hold(sheet.figures.changes, ask.chart, ask.legs, floors=_floors(ask))
    held: dict[str, Json] = {
        "book": ask.chart.book,
        "legs": entries.legs_json(ask.chart, ask.legs),
    }
    if ask.expires is not None:
        held["expires"] = ask.expires.isoformat()
    if ask.reason:
        held["below_floor"] = ask.reason
    work.case.facts.holds[ask.name] = held
    entry.setdefault("holds", {})[ask.name] = held


def _settle(sheet: Worksheet, work: Working, ask: asks.SettleHold, entry: EntryData) -> None:
    held = _held(work, ask.name)
    if "expires" in held and date.fromisoformat(held["expires"]) < sheet.now.date():
        raise HoldClosed(f"{work.id} {ask.name}")
    chart, legs = entries.legs_from(held["book"], held["legs"])
    changes = sheet.figures.changes
    posted = legs if ask.quantity is None else entries.scaled(legs, ask.quantity)
    for leg, whole in zip(posted, legs, strict=True):
        if abs(leg.quantity) > abs(whole.quantity):
            raise HoldClosed(f"{work.id} {ask.name}")
    # What was held is given back and what is settled is posted: the net is what leaves.
    entries.void(changes, chart, legs)
    entries.post(changes, chart, posted, floors=dict.fromkeys((leg.account for leg in legs), None))
    on = ask.on or sheet.now.date()
    settled = entries.Entry(chart.book, posted, on, sheet.new_id(), work.id)
    _note(entry, "posts", {**settled.as_json(chart), "settles": ask.name})
    _close(work, ask.name, entry)


def _void(sheet: Worksheet, work: Working, ask: asks.VoidHold, entry: EntryData) -> None:
    held = _held(work, ask.name)
    entries.give_back(sheet.figures.changes, held["book"], held["legs"])
    _close(work, ask.name, entry)


_WAYS: Final[Mapping[type, Callable[[Worksheet, Working, Any, EntryData], None]]] = {
    asks.PostEntry: _post,
    asks.TakeHold: _hold,
    asks.SettleHold: _settle,
    asks.VoidHold: _void,
}
"""How an ask of a book is carried out, by what it is."""


def _close(work: Working, name: str, entry: EntryData) -> None:
    del work.case.facts.holds[name]
    entry.setdefault("holds", {})[name] = None


def _held(work: Working, name: str) -> dict[str, Any]:
    held = work.case.facts.holds.get(name)
    if held is None:
        raise HoldClosed(f"{work.id} {name}")
    return held


def _floors(ask: asks.PostEntry | asks.TakeHold) -> entries.Floors | None:
    if ask.reason:
        legs = ask.entry.legs if isinstance(ask, asks.PostEntry) else ask.legs
        return {leg.account: None for leg in legs}
    return ask.floors


def _note(entry: EntryData, name: str, body: dict[str, Any]) -> None:
    entry.setdefault(name, []).append(body)
