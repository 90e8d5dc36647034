"""Statements: what one customer was billed and has paid, line by line, and what is open.

A projection of the journal, over the money book's accounts of that customer: an invoice is a debit,
what came in a credit, and what no invoice has taken yet is his credit with us.  What he disputes of
an invoice, on a complaint that is open, is not claimed of him.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fbo.back.finance import MONEY, accounts
from fbo.kernel.json import JsonObject
from fbo.kernel.money import Money
from fbo.ports.storage import Entry
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.complaint_to_resolution.on_file import SETTLED


class Statement:
    """The statement of a customer, by his id, in one currency."""

    def __init__(self, customer: str, currency: str) -> None:
        self.customer = customer
        self.currency = currency
        self._lines: list[dict[str, Any]] = []
        self._invoices: dict[str, dict[str, Any]] = {}
        self._owed: dict[str, int] = {}
        self._complaints: dict[str, dict[str, Any]] = {}
        self._balance = 0

    def see(self, entry: Entry) -> None:
        """Note an invoice of the customer's, and what is posted on his accounts."""
        data = entry.data
        changed: Mapping[str, Any] = data.get("set", {})
        case = data.get("case", "")
        if case in self._invoices or ("due" in changed and changed["customer"] == self.customer):
            self._invoices.setdefault(case, {}).update(changed)
        if entry.type.partition(".")[0].partition("@")[0] == ComplaintToResolution.family:
            self._see_complaint(case, data)
        for post in data.get("posts", ()):
            legs = list(self._legs(post))
            if legs:
                self._post(entry, post.get("on", entry.at[:10]), legs)

    def as_json(self) -> JsonObject:
        """The statement as JSON.

        `lines` are postings in the order of the journal, each with the balance after it; `open` are
        the invoices that are not paid in full, each with what is disputed of it, and what is
        claimed: what is open and not disputed.  A positive balance is what the customer owes, and
        `claimed` what of it is asked of him now.
        """
        open_ = [self._open(id_, units) for id_, units in self._owed.items() if id_ and units]
        disputed = sum(self._disputed(id_, units) for id_, units in self._owed.items() if id_)
        return {
            "customer": self.customer,
            "currency": self.currency,
            "lines": self._lines,
            "balance": self._text(self._balance),
            "disputed": self._text(disputed),
            "claimed": self._text(self._balance - disputed),
            "open": open_,
        }

    def _post(self, entry: Entry, on: str, legs: list[tuple[str, int]]) -> None:
        units = sum(quantity for _, quantity in legs)
        self._balance += units
        for invoice, quantity in legs:
            self._owed[invoice] = self._owed.get(invoice, 0) + quantity
        case = entry.data.get("case", "")
        number = entry.data.get("set", {}).get("number")
        self._lines.append(
            {
                "on": on,
                "what": entry.type,
                "case": case,
                "number": number if case in self._invoices else None,
                "debit": self._text(max(units, 0)),
                "credit": self._text(max(-units, 0)),
                "balance": self._text(self._balance),
            }
        )

    def _open(self, id_: str, units: int) -> dict[str, Any]:
        invoice = self._invoices.get(id_, {})
        return {
            "invoice": id_,
            "number": invoice.get("number"),
            "due": [row["on"] for row in invoice.get("due", ())],
            "open": self._text(units),
            "disputed": self._text(self._disputed(id_, units)),
            "claimed": self._text(units - self._disputed(id_, units)),
        }

    def _see_complaint(self, case: str, data: Mapping[str, Any]) -> None:
        known = self._complaints.setdefault(case, {"claims": (), "state": ""})
        known["claims"] = data.get("set", {}).get("claims", known["claims"])
        known["state"] = data.get("to", known["state"])

    def _disputed(self, invoice: str, units: int) -> int:
        """What open complaints claim of an invoice, no more than is open on it."""
        claims = (
            Money.parse(claim["amount"]).minor
            for one in self._complaints.values()
            if one["state"] not in SETTLED
            for claim in one["claims"]
            if claim["invoice"] == invoice
        )
        return min(sum(claims), max(units, 0))

    def _legs(self, post: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """The legs on this customer's accounts: the invoice, or nothing, and how much."""
        if post["book"] != MONEY.book:
            return
        for account, commodity, quantity, *_ in post["legs"]:
            kind, _, rest = account.partition("/")
            whose, _, invoice = rest.partition("/")
            if commodity == self.currency and whose == self.customer:
                if kind == accounts.RECEIVABLES:
                    yield invoice, quantity
                elif kind == accounts.CUSTOMER_ADVANCES:
                    yield "", quantity

    def _text(self, minor: int) -> str:
        return str(Money.from_minor(minor, self.currency).amount)
