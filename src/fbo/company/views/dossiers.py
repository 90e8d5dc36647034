"""Dossiers: the cases of one customer, field by field, as the journal tells them.

A case is his if its document names him.  Personal fields stand as their commitments.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fbo.company.verifying.expected import ExpectedCase
from fbo.ports.storage import Entry
from fbo.workflow.process import Process


class Dossier:
    """One case: its process, when it was opened, where it is, the fields of its document."""

    __slots__ = ("_case", "id", "opened")

    def __init__(self, id_: str, opened: str) -> None:
        self.id, self.opened = id_, opened
        self._case = ExpectedCase()

    def see(self, entry: Entry, step: str) -> None:
        """Take over what an entry says about the case."""
        self._case.see(entry, step)

    @property
    def family(self) -> str:
        """The family of its process; empty for a document without one."""
        return self._case.family

    @property
    def state(self) -> str:
        """Where it is."""
        return self._case.facts.state

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of its document, as JSON; those left at their defaults are not there."""
        return self._case.document


class Dossiers:
    """The cases of a customer, oldest first, and his own record."""

    def __init__(self, customer: str) -> None:
        self.customer = customer
        self._own = Dossier(customer, "")
        self._his: dict[str, Dossier] = {}

    def __iter__(self) -> Iterator[Dossier]:
        """His cases; not his own record, nor what has no process."""
        return (one for one in self._his.values() if one.family)

    def of(self, process: type[Process[Any]]) -> Iterator[Dossier]:
        """His cases of one process."""
        return (one for one in self if one.family == process.family)

    @property
    def profile(self) -> dict[str, Any]:
        """The fields of his record; empty where none is on file."""
        return self._own.fields

    def see(self, entry: Entry) -> bool:
        """Take an entry into account if it is about a case of his; whether it is."""
        data = entry.data
        id_ = data.get("case")
        if id_ is None:
            return False
        _, step = family_of(entry.type)
        if id_ == self.customer:
            self._own.see(entry, step)
            return True
        one = self._his.get(id_)
        if one is None:
            if not is_his(data, self.customer):
                return False
            one = self._his[id_] = Dossier(id_, entry.at)
        one.see(entry, step)
        return True


def is_his(data: Mapping[str, Any], customer: str) -> bool:
    """Whether an entry is about a document that names the customer."""
    return bool(data.get("set", {}).get("customer") == customer)


def family_of(type_: str) -> tuple[str, str]:
    """The family and the step that an entry names: `OrderToCash.place`, `OrderToCash@bill`."""
    family, at, reaction = type_.partition("@")
    if at:
        return family, reaction
    family, _, step = type_.partition(".")
    return family, step
