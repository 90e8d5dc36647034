"""His money: what one customer owes, has with us and may still owe, from the journal alone.

The receivables and advances of the money book that bear his id, and his line in the credit book.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from fbo.back.finance import MONEY, accounts
from fbo.back.finance.credit import CREDIT
from fbo.company.views.dossiers import Dossier
from fbo.kernel.money import Money
from fbo.ports.storage import Entry


class HisMoney:
    """The accounts of one customer."""

    def __init__(self, customer: str) -> None:
        self._line = f"line/{customer}"
        self._receivable = f"{accounts.RECEIVABLES}/{customer}/"
        self._advance = accounts.advances_account(customer)
        self._owed: Counter[tuple[str, str]] = Counter()
        self._with_us: Counter[str] = Counter()
        self._used: Counter[str] = Counter()
        self._holds: dict[tuple[str, str], Any] = {}

    def see(self, entry: Entry) -> None:
        """Add up what an entry posts and holds on his accounts."""
        for post in entry.data.get("posts", ()):
            if post["book"] == MONEY.book:
                self._post(post["legs"])
            elif post["book"] == CREDIT.book:
                self._use(post["legs"], 1)
        if "holds" in entry.data:
            self._hold(entry.data["case"], entry.data["holds"])

    def owed(
        self, invoices: Iterable[Dossier], today: date
    ) -> tuple[tuple[Money, ...], tuple[Money, ...]]:
        """What he owes, and how much of it should have been paid before today; a currency each."""
        bills = {one.id: one.fields for one in invoices}
        owed, overdue = Counter[str](), Counter[str]()
        for (invoice, currency), units in self._owed.items():
            owed[currency] += units
            to_come = sum(_due_from(bills.get(invoice, {}), today))
            overdue[currency] += max(units - to_come, 0)
        return _amounts(owed), _amounts(overdue)

    def credits(self) -> tuple[Money, ...]:
        """What he has with us that no invoice has taken."""
        return _amounts(Counter({currency: -units for currency, units in self._with_us.items()}))

    def credit_left(self, limit: Money) -> Money:
        """What is left of his limit beside all that he owes and orders hold."""
        return limit + Money.from_minor(self._used[limit.currency], limit.currency)

    def _post(self, legs: Iterable[Any]) -> None:
        for account, currency, units, *_ in legs:
            if account.startswith(self._receivable):
                self._owed[account.removeprefix(self._receivable), currency] += units
            elif account == self._advance:
                self._with_us[currency] += units

    def _hold(self, case: str, holds: Mapping[str, Any]) -> None:
        """What orders hold of his credit is not left for others."""
        for name, hold in holds.items():
            self._use(self._holds.pop((case, name), ()), -1)
            if hold is not None and hold["book"] == CREDIT.book:
                self._holds[case, name] = hold["legs"]
                self._use(hold["legs"], 1)

    def _use(self, legs: Iterable[Any], sign: int) -> None:
        """What goes off his credit line, for good or for a while."""
        for account, currency, units, *_ in legs:
            if account == self._line:
                self._used[currency] += sign * units


def _due_from(invoice: Mapping[str, Any], today: date) -> Iterator[int]:
    """What of an invoice is due today or later, in the smallest unit."""
    for row in invoice.get("due", ()):
        if date.fromisoformat(row["on"]) >= today:
            yield Money.parse(row["amount"]).minor


def _amounts(units: Mapping[str, int]) -> tuple[Money, ...]:
    found = [Money.from_minor(each, currency) for currency, each in units.items() if each > 0]
    return tuple(sorted(found, key=lambda money: (-money.amount, money.currency)))
