"""Stories: what happened to a case and to all it set off, told in the order in which it happened.

Read from the journal, and so exact; the names of employees come from their files, and where one has
been erased his id stands.  A story is for people; what a program needs is in `company.history`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fbo.back.people import Employee
from fbo.back.warehouse import StockItem
from fbo.company.importing.replaying_northwind import SOURCE
from fbo.company.reporting.projections import entries_of
from fbo.company.views.naming import numbered
from fbo.company.views.story_words import details
from fbo.front.crm import Customer
from fbo.kernel.errors import InputError, SchemaMismatch
from fbo.kernel.people import THE_SYSTEM
from fbo.ports.storage import Entry

if TYPE_CHECKING:
    from fbo.company.company import Company

SYSTEM = "the system"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: when, to which case, who did what, where it led, what else.

    `document` says what the case is about and its number (`Invoice 7`); `follows`: nobody did it
    for itself, it came of what somebody did before.
    """

    at: str
    process: str
    case: str
    document: str
    who: str
    did: str
    state: str
    desk: str
    details: tuple[str, ...]
    follows: bool = False

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "at": self.at,
            "process": self.process,
            "case": self.case,
            "document": self.document,
            "who": self.who,
            "did": self.did,
            "state": self.state,
            "desk": self.desk,
            "details": list(self.details),
            "follows": self.follows,
        }

    @property
    def says_something(self) -> bool:
        """Whether it tells more than that somebody, or the system, has taken note."""
        by_somebody = not self.follows and self.who != SYSTEM
        return bool(self.state or self.details or by_somebody)

    def sentence(self) -> str:
        """As a sentence; of what follows, the state it led to or what there is to say of it."""
        if self.follows:
            return "; ".join(
                filter(None, (self.state and f"{self.did}, now {self.state}", *self.details))
            )
        what = f"{self.who}: {self.did}"
        if self.state:
            what += f", now {self.state}"
            what += f" on the desk {self.desk}" if self.desk else ""
        return "; ".join((what, *self.details))


def find_case(company: "Company", name: str) -> str:
    """The case that a name means: its id, its external reference, or what follows the source in it.

    Or what it is called in a worklist, where it has a number: "Order 12".

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
    called = numbered(company, name)
    if called is None:
        raise InputError(
            f"there is no case {name[:60]!r}, by its id, its external reference or its number, "
            "such as 'order 12'"
        )
    return called


def story(company: "Company", case: str) -> Iterator[Told]:
    """What happened to a case, to those it opened, and to those that name them, by its id.

    A receipt names the orders and invoices it pays, a return its order.
    """
    teller = _Teller(company)
    ids = {case.encode(): case}
    for entry in entries_of(company.store, company.firm.space):
        # Without decoding what is about others.
        if not any(id_ in entry.encoded for id_ in ids):
            continue
        data = entry.data
        if "process" in data and _belongs(data, ids.values()):
            ids[data["case"].encode()] = data["case"]
        if data.get("case") in ids.values():
            yield teller.tell(entry)


def _belongs(data: Mapping[str, Any], ids: Collection[str]) -> bool:
    """Whether a case that is opened was opened by one of these, or is about one."""
    parent = data.get("parent")
    if parent is not None and parent[1] in ids:
        return True
    document = data.get("set", {})
    one = (document.get("order"), document.get("about"), document.get("invoice"))
    return any(
        id_ in ids for id_ in (*one, *document.get("orders", ()), *document.get("invoices", ()))
    )


class _Teller:
    def __init__(self, company: "Company") -> None:
        self._company = company
        self._names: dict[str, str] = {THE_SYSTEM.id: SYSTEM, "": ""}
        self._fields: dict[str, dict[str, Any]] = {}

    def tell(self, entry: Entry) -> Told:
        family, mark, step = entry.type.partition("@")
        if not mark:
            family, _, step = entry.type.partition(".")
        data = entry.data
        words = step.strip("_").replace("_", " ")
        moved = data.get("to", "") if data.get("to") != data.get("from") else ""
        before = self._fields.setdefault(data["case"], {})
        told = (*details(data, before, self._item), *self._become(data.get("set", {})))
        before.update(data.get("set", {}))
        hand = data.get("hand", data["by"])
        return Told(
            entry.at,
            family,
            data["case"],
            self._document(family, before),
            self._name(hand),
            words,
            moved.replace("_", " "),
            self._desk(data["case"], moved) if moved else "",
            told,
            follows=data["by"] == THE_SYSTEM.id and (bool(mark) or hand != data["by"]),
        )

    def _document(self, family: str, fields: Mapping[str, Any]) -> str:
        name = self._company.firm.registry.process(family).definition.document.__name__
        place = fields.get("place")
        number = fields.get("number") if place is None else place + 1
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
        return words if number is None else f"{words} {number}"

    def _name(self, id_: str) -> str:
        return self._named(Employee, id_)

    def _item(self, id_: str) -> str:
        return self._named(StockItem, id_)

    def _named(self, kind: type[Employee | StockItem], id_: str) -> str:
        name = self._names.get(id_)
        if name is None:
            try:
                name = self._company.get(kind, id_).document.name
            except (LookupError, SchemaMismatch):
                name = self._customer(id_)
            self._names[id_] = name
        return name

    def _customer(self, id_: str) -> str:
        try:
            return f"{self._company.get(Customer, id_).document.name} (customer)"
        except (LookupError, SchemaMismatch):
            return id_

    def _desk(self, id_: str, state: str) -> str:
        """Which desk it is of several, by what is on file of the case."""
        case = self._company.read_case(id_)
        where = case.definition.state(state)
        desk = where.desk_of(case.document)
        return "" if desk is None else desk.name

    def _become(self, changed: Mapping[str, Any]) -> Iterator[str]:
        """What a remedy has become, by name."""
        if changed.get("document_ref"):
            case = self._company.read_case(changed["document_ref"])
            number = getattr(case.document, "number", None)
            yield f"it is {self._document(case.family, {'number': number})}"
