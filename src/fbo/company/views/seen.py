"""Seen by the customer: a case and what belongs to it, as he may see it, in his language.

To a case belong those it opened, what was promised about it, and what was said about it.  What he
may see of each is decided in `fbo.workflow.customer_view`; here they are read.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fbo.company.filing import read
from fbo.company.messages.texts import FALLBACK
from fbo.front.crm import Customer
from fbo.kernel.wording import Words
from fbo.processes.messaging import Messaging
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.workflow.customer_view import CustomerView, Say, customer_view
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company


def seen_by_customer(company: "Company", case: Process[Any], language: str) -> CustomerView:
    """What the customer sees of a case, of what it opened, of what was promised and said about it.

    Without a `language` it is that of the customer whom the document names.
    """
    theirs = _customer(company, case)
    tz = "UTC" if theirs is None else theirs.tz
    reads = language or (FALLBACK if theirs is None else theirs.language)

    def say(label: str, words: Words) -> str:
        return company.texts.label(label, words, reads, tz=tz)

    return _whole(company, case, say)


def _whole(company: "Company", case: Process[Any], say: Say) -> CustomerView:
    if isinstance(case, Messaging):
        return thread_seen(case, say)
    parts = (
        _whole(company, company.read_case(id_), say)
        for family, ids in case.facts.children.items()
        if family != PromiseKeeping.family
        for id_ in ids
    )
    promises = company.find(PromiseKeeping, about=case.id)
    return customer_view(
        case,
        parts,
        promises=(customer_view(promise, say=say) for promise in promises),
        threads=(thread_seen(thread, say) for thread in _threads(company, case)),
        say=say,
    )


def thread_seen(thread: Messaging, say: Say) -> CustomerView:
    """What the customer sees of a conversation: what was said, and not what was noted."""
    view = customer_view(thread, say=say)
    fields = dict(view.fields)
    said: Any = fields.pop("said", [])
    return replace(view, fields=fields, messages=tuple(said))


def _threads(company: "Company", case: Process[Any]) -> Iterator[Messaging]:
    """The conversations about a case."""
    customer = getattr(case.document, "customer", None)
    if isinstance(customer, str):
        for thread in company.find(Messaging, customer=customer):
            if case.id in thread.document.about:
                yield thread


def _customer(company: "Company", case: Process[Any]) -> Customer | None:
    id_ = getattr(case.document, "customer", None)
    found = id_ and company.driver.run(read(Customer, id_, company.engine))
    return found.document if found else None
