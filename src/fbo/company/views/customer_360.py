"""Customer 360: all that is known of one customer at an instant, folded from the journal.

What he was promised, where his cases are, how far his orders have come, what he owes and has with
us, what was said last.  It is made for the front office: of his credit it knows how much is left by
a word, and no restricted field of his is in it.  Nothing about a person stands in the journal, and
so none does here; `fbo.company.views.overview` adds what the vault still has.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from fbo.company.reporting.promises import Promises
from fbo.company.views.dossiers import Dossiers, family_of
from fbo.company.views.his_money import HisMoney
from fbo.front.crm import Customer
from fbo.front.sales import Fulfilment, Order
from fbo.kernel.document import Document
from fbo.kernel.json import Json
from fbo.kernel.money import Money
from fbo.kernel.publishing import visibility
from fbo.kernel.times import from_iso
from fbo.ports.storage import Entry
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.messaging import Messaging
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping

Band: TypeAlias = Literal["ok", "low", "none"]
"""How much credit is left: enough, less than a tenth of the limit, or nothing."""

LOW: Final = 10
"""Less than one in so many of the limit is little."""
LAST: Final = 20
YEAR: Final = timedelta(days=365)
COMPLAINTS: Final = "ComplaintToResolution"


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise that is neither kept nor broken: what, until when, in which case it was made.

    `text` are the words that were said, if they were words of their own and are still on file.
    """

    id: str
    what: str
    due: datetime
    at_risk: bool
    about: str = ""
    made_by: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order that was placed: where it is, how far its goods are, what it comes to."""

    id: str
    number: int
    state: str
    fulfilment: Fulfilment
    total: Money
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """Something between him and us: `in` he did or said it, `out` he was told it.

    `what` is the step he took, else the templates that told him; `case` is where it belongs.
    """

    at: datetime
    direction: Literal["in", "out"]
    what: tuple[str, ...]
    process: str
    case: str


@dataclass(frozen=True, slots=True)
class Health:
    """How things stand between us: complaints in twelve months, promises kept in percent."""

    complaints: int = 0
    promises_kept: str | None = None


@dataclass(frozen=True, slots=True)
class Customer360:
    """A customer as of an instant.

    `profile` are the fields of his record that are neither personal nor restricted, as JSON; `name`
    is as it is on file today.  `cases` counts them by process and state; `orders` are all that were
    placed, newest first; amounts are one a currency, the largest first.  `overdue` is what should
    have been paid before the day of `as_of`.  In the packet of a desk that has nothing to do with
    money, amounts and `credit` are left out.
    """

    customer: str
    as_of: datetime
    name: str = ""
    profile: Mapping[str, Json] = field(default_factory=dict[str, Json])
    promises: tuple[OpenPromise, ...] = ()
    cases: Mapping[str, Mapping[str, int]] = field(default_factory=dict[str, Mapping[str, int]])
    orders: tuple[OrderSeen, ...] = ()
    open_amount: tuple[Money, ...] = ()
    overdue: tuple[Money, ...] = ()
    credit: Band | None = "ok"
    credits: tuple[Money, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    health: Health = Health()


class Overview:
    """Folds the journal into what is known of one customer."""

    def __init__(self, customer: str, *, order: type[Document] = Order) -> None:
        self.customer = customer
        self._order = order
        self._his = Dossiers(customer)
        self._money = HisMoney(customer)
        self._promises = Promises()
        self._said: list[Interaction] = []

    def see(self, entry: Entry) -> None:
        """Take one entry into account."""
        self._money.see(entry)
        if self._his.see(entry):
            self._promises.see(entry)
            self._hear(entry)

    @property
    def known(self) -> bool:
        """Whether a customer is on file under the id."""
        return bool(self._his.profile)

    def as_of(self, at: datetime, today: date) -> Customer360:
        """The customer at an instant; `today` is its day where the company works."""
        owed, overdue = self._money.owed(self._his.of(InvoiceToCash), today)
        return Customer360(
            self.customer,
            at,
            profile={name: each for name, each in self._his.profile.items() if _is_shown(name)},
            promises=tuple(_open_promises(self._his)),
            cases=_by_state(self._his),
            orders=tuple(self._orders()),
            open_amount=owed,
            overdue=overdue,
            credit=self._band(),
            credits=self._money.credits(),
            interactions=tuple(self._said),
            health=self._health(at),
        )

    def sealed_texts(self) -> Mapping[str, Json]:
        """The commitments to what the open promises say, by promise."""
        promises = self._his.of(PromiseKeeping)
        return {one.id: one.fields["text"] for one in promises if "text" in one.fields}

    def _hear(self, entry: Entry) -> None:
        """Remember the last things that he did or was told."""
        data, (family, step) = entry.data, family_of(entry.type)
        told = tuple(data.get("shown", {}).get("told", ()))
        his = data.get("by") == self.customer
        spoke = family == Messaging.family and step == Messaging.record_reply.name
        at, case = from_iso(entry.at), data["case"]
        if his or spoke:
            self._said.append(Interaction(at, "in", (step,), family, case))
        if told:
            self._said.append(Interaction(at, "out", told, family, case))
        del self._said[:-LAST]

    def _orders(self) -> Iterator[OrderSeen]:
        for one in reversed(tuple(self._his.of(OrderToCash))):
            body = {name: v for name, v in one.fields.items() if name not in self._order.personal}
            order: Any = self._order.load(body)
            if order.number is None:
                continue
            yield OrderSeen(
                one.id, order.number, one.state, order.fulfilment, order.total, order.promised
            )

    def _band(self) -> Band:
        limit, status = (self._his.profile.get(n) for n in ("credit_limit", "credit_status"))
        if status == "stop":
            return "none"
        if limit is None:
            return "ok"
        most = Money.parse(str(limit))
        left = self._money.credit_left(most)
        if left.amount <= 0:
            return "none"
        return "low" if left * LOW < most else "ok"

    def _health(self, at: datetime) -> Health:
        complaints = [
            one
            for one in self._his
            if one.family == COMPLAINTS and from_iso(one.opened) > at - YEAR
        ]
        kept = self._promises.as_json()["kept_percent"]
        return Health(len(complaints), None if kept is None else str(kept))


def _is_shown(name: str) -> bool:
    """Whether a field of his record is neither about his person nor restricted."""
    known = name in Customer.model_fields
    return known and name not in Customer.personal and visibility(Customer, name) != "restricted"


def _open_promises(his: Dossiers) -> Iterator[OpenPromise]:
    for one in his.of(PromiseKeeping):
        if one.state in ("made", "at_risk"):
            fields = one.fields
            yield OpenPromise(
                one.id,
                fields.get("what", ""),
                from_iso(fields["due"]),
                one.state == "at_risk",
                fields.get("about", ""),
                fields.get("made_by", ""),
            )


def _by_state(his: Dossiers) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one in his:
        found.setdefault(one.family, Counter())[one.state] += 1
    return {family: dict(sorted(states.items())) for family, states in sorted(found.items())}


def with_texts(seen: Customer360, name: str, texts: Mapping[str, str]) -> Customer360:
    """The same, with the customer's name and the words of his promises."""
    promises = tuple(replace(one, text=texts.get(one.id, "")) for one in seen.promises)
    return replace(seen, name=name, promises=promises)
