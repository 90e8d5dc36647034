"""Stories: what happened to a case and to all it set off, told in the order in which it happened.

Read from the journal, and so exact; the names of employees come from their files, and where one has
been erased his id stands.  A story is for people; what a program needs is in `company.history`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fbo.back.finance import MONEY
from fbo.back.people import Employee
from fbo.company.projections import entries_of
from fbo.company.replaying_northwind import SOURCE
from fbo.kernel.errors import InputError, SchemaMismatch
from fbo.kernel.money import Money
from fbo.kernel.people import THE_SYSTEM
from fbo.ports.storage import Entry
from fbo.workflow.elapsing import BREACH

if TYPE_CHECKING:
    from fbo.company.company import Company


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: when, to which case, who did what, where it led, what else."""

    at: str
    process: str
    case: str
    who: str
    did: str
    state: str
    desk: str
    details: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "at": self.at,
            "process": self.process,
            "case": self.case,
            "who": self.who,
            "did": self.did,
            "state": self.state,
            "desk": self.desk,
            "details": list(self.details),
        }

    def sentence(self) -> str:
        """As a sentence."""
        what = f"{self.who}: {self.did}"
        if self.state:
            what += f", now {self.state}"
            what += f" on the desk {self.desk}" if self.desk else ""
        return "; ".join((what, *self.details))


def find_case(company: "Company", name: str) -> str:
    """The case that a name means: its id, its external reference, or what follows the source in it.

    Raises `InputError` where there is none.
    """
    try:
        return company.read_case(name).id
    except LookupError:
        pass
    for process in company.firm.registry.processes.values():
        if "external_ref" in process.definition.document.indexed:
            for reference in (name, f"{SOURCE}:{name}"):
                found = company.find(process, external_ref=reference, limit=1)
                if found:
                    return str(found[0].id)
    raise InputError(f"there is no case {name[:60]!r}, by its id or its external reference")


def story(company: "Company", case: str) -> Iterator[Told]:
    """What happened to a case and to the cases it opened, by its id."""
    teller = _Teller(company)
    ids = {case.encode(): case}
    for entry in entries_of(company.store, company.firm.space):
        # Without decoding what is about others.
        if not any(id_ in entry.encoded for id_ in ids):
            continue
        data = entry.data
        parent = data.get("parent")
        if parent is not None and parent[1] in ids.values():
            ids[data["case"].encode()] = data["case"]
        if data.get("case") in ids.values():
            yield teller.tell(entry)


class _Teller:
    def __init__(self, company: "Company") -> None:
        self._company = company
        self._names: dict[str, str] = {THE_SYSTEM.id: "the system"}

    def tell(self, entry: Entry) -> Told:
        family, mark, step = entry.type.partition("@")
        if not mark:
            family, _, step = entry.type.partition(".")
        data = entry.data
        words = step.strip("_").replace("_", " ")
        moved = data.get("to", "") if data.get("to") != data.get("from") else ""
        return Told(
            entry.at,
            family,
            data["case"],
            self._who(data),
            f"notes it ({words})" if mark else words,
            moved.replace("_", " "),
            self._desk(family, moved) if moved else "",
            tuple(_details(data)),
        )

    def _who(self, data: Mapping[str, Any]) -> str:
        who = self._name(data["by"])
        hand = data.get("hand", data["by"])
        return who if hand == data["by"] else f"{who}, by the hand of {self._name(hand)}"

    def _name(self, id_: str) -> str:
        name = self._names.get(id_)
        if name is None:
            try:
                name = self._company.get(Employee, id_).document.name
            except (LookupError, SchemaMismatch):
                name = id_
            self._names[id_] = name
        return name

    def _desk(self, family: str, state: str) -> str:
        process = self._company.firm.registry.process(family)
        return "/".join(desk.name for desk in process.definition.state(state).desks)


def _details(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _timed(data)
    number = data.get("set", {}).get("number")
    if number is not None:
        yield f"it is number {number}"
    holds: Mapping[str, Any] = data.get("holds", {})
    for count, what in (
        (sum(hold is not None for hold in holds.values()), "reserved"),
        (sum(hold is None for hold in holds.values()), "no longer reserved"),
    ):
        if count:
            yield f"{count} {what}"
    for post in data.get("posts", ()):
        if post["book"] == MONEY.book:
            for account, currency, units, *_ in post["legs"]:
                side = "debit" if units > 0 else "credit"
                yield f"{side} {account.partition('/')[0]} {Money.from_minor(abs(units), currency)}"
    told = len(data.get("told", ()))
    if told:
        yield "a message was sent" if told == 1 else f"{told} messages were sent"


def _timed(data: Mapping[str, Any]) -> Iterator[str]:
    """What an entry says of clocks, and of the flag they set."""
    clock = str(data.get("clock", "")).replace("_", " ")
    if "reached" in data:
        late = data["reached"] >= BREACH
        yield f"{clock} is late" if late else f"{data['reached']} % of the time has gone: {clock}"
    elif clock:
        yield f"{clock} runs again: it has waited for the customer as long as it may"
    if data.get("escalated"):
        yield f"it is escalated: {data['escalated']['reason']}"
