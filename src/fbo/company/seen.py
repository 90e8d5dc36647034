"""Seen by the customer: a case and the cases it opened, as he may see them, in his language.

What he may see is decided in `fbo.workflow.customer_view`; here the cases are read.
"""

from typing import TYPE_CHECKING, Any

from fbo.company.filing import read
from fbo.company.texts import FALLBACK
from fbo.front.crm import Customer
from fbo.kernel.wording import Words
from fbo.workflow.customer_view import CustomerView, Say, customer_view
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company


def seen_by_customer(company: "Company", case: Process[Any], language: str) -> CustomerView:
    """What the customer sees of a case, and of the cases it opened that have a label.

    Without a `language` it is that of the customer whom the document names.
    """
    theirs = _customer(company, case)
    tz = "UTC" if theirs is None else theirs.tz
    reads = language or (FALLBACK if theirs is None else theirs.language)

    def say(label: str, words: Words) -> str:
        return company.texts.label(label, words, reads, tz=tz)

    return _with_parts(company, case, say)


def _with_parts(company: "Company", case: Process[Any], say: Say) -> CustomerView:
    parts = [
        _with_parts(company, company.read_case(id_), say)
        for ids in case.facts.children.values()
        for id_ in ids
    ]
    return customer_view(case, parts, say=say)


def _customer(company: "Company", case: Process[Any]) -> Customer | None:
    id_ = getattr(case.document, "customer", None)
    found = id_ and company.driver.run(read(Customer, id_, company.engine))
    return found.document if found else None
