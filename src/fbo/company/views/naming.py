"""Naming: what a case is called among colleagues: "Order 12, Harbour Café".

By the word for its document, its number if it has one, and its customer; what has no number of its
own is called after the case that opened it.  The name of a person is as it is on file today.
"""

import re
from typing import TYPE_CHECKING, Any

from fbo.front.crm import Customer
from fbo.kernel.document import Document
from fbo.kernel.errors import SchemaMismatch
from fbo.processes.tasks import Tasking
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company

_NEXT_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"(.+?)[ -]([1-9][0-9]{0,17})(?:,.*)?")


def word_for(document: type[Document]) -> str:
    """What documents of a kind are called: "Customer receipt"."""
    return _NEXT_WORD.sub(" ", document.__name__).capitalize()


def numbered(company: "Company", name: str) -> str | None:
    """The id of the case that is called "Order 12"; `None` where none is called so.

    What follows a comma, and whether letters are great or small, does not matter.
    """
    found = _NUMBERED.fullmatch(name.strip())
    word, number = found.groups() if found is not None else ("", "0")
    for process in company.firm.registry.processes.values():
        document = process.definition.document
        if "number" in document.indexed and word_for(document).casefold() == word.casefold():
            for case in company.find(process, number=int(number), limit=1):
                return str(case.id)
    return None


class Names:
    """The names of a company's cases; each customer is looked up once."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._customers: dict[str, str] = {}

    def of(self, id_: str) -> str:
        """What a case is called."""
        case = self._company.read_case(id_)
        if isinstance(case, Tasking):
            return f"Task: {case.document.what}"
        what, customer = self._called(case), self._customer(case)
        return f"{what}, {customer}" if customer else what

    def _called(self, case: Process[Any]) -> str:
        """By its number, else after the case it belongs to."""
        word = word_for(case.definition.document)
        number = getattr(case.document, "number", None)
        if number is not None:
            return f"{word} {number}"
        if case.parent is None:
            return word
        above = self._called(self._company.read_case(case.parent))
        return f"{word} of {above[0].lower()}{above[1:]}"

    def _customer(self, case: Process[Any]) -> str:
        """Whose it is, or whose the case is that opened it."""
        id_ = getattr(case.document, "customer", None)
        if not isinstance(id_, str):
            above = case.parent
            return "" if above is None else self._customer(self._company.read_case(above))
        if id_ not in self._customers:
            try:
                self._customers[id_] = self._company.get(Customer, id_).document.name
            except (LookupError, SchemaMismatch):
                self._customers[id_] = id_
        return self._customers[id_]
