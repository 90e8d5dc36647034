"""Causes: how often one came up before and after something was done about it, from the store."""

from collections.abc import Iterable
from datetime import datetime

from fbo.back.production import Effect
from fbo.company.company import Company
from fbo.kernel.errors import InputError
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.prevention import Prevention

__all__ = ["effect_of"]

MOST = 100_000


def effect_of(company: Company, action: str) -> Effect:
    """The figures to verify a preventive action with.

    Complaints of its cause, and orders opened, in the measured time before it was done and after.
    Raises `LookupError` for what is no such action, `InputError` where it is not done yet.
    """
    document = company.case(Prevention, action).document
    if document.done_at is None:
        raise InputError("it is not done yet, and has no effect")
    policy = company.policies.prevention
    done, span = document.done_at, policy.measured
    end = company.firm.calendar.add(done, span)
    start = done - (end - done)
    seen = [one.at for one in document.seen]
    placed = [_opened(case) for case in company.find(OrderToCash, limit=MOST)]
    return Effect(
        before=_within(seen, start, done),
        orders_before=_within(placed, start, done),
        after=_within(seen, done, end),
        orders_after=_within(placed, done, end),
    )


def _within(instants: Iterable[datetime], start: datetime, end: datetime) -> int:
    return sum(start <= at < end for at in instants)


def _opened(case: OrderToCash) -> datetime:
    """When a case was opened."""
    return datetime.fromisoformat(case.history[0].at)
