"""The words of a story: what an entry of the journal says, for somebody who talks to a customer.

Amounts and quantities are told in the words of the business, not in accounts and holds; what a
reader cannot use (an accepted hand-off, a hold that changed hands) is not told at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from fbo.back.finance import MONEY
from fbo.company.views.story_agreed import agreed
from fbo.kernel.money import Money
from fbo.kernel.tax import TaxLine
from fbo.workflow.elapsing import BREACH

NameOf = Callable[[str], str]
"""The name of an item, by its id."""

BUCKETS: Final[Mapping[str, str]] = {
    "backordered": "not there yet",
    "allocated": "reserved",
    "picked": "picked",
    "shipped": "sent",
    "delivered": "delivered",
    "lost": "lost",
    "bounced": "come back undelivered",
    "cancelled": "cancelled",
    "invoiced": "billed",
    "credited": "credited",
    "authorised": "may be sent back",
    "received": "came back",
    "returned": "returned",
    "exchanged": "exchanged",
    "made_good": "put right",
}
"""What it means that there is more of a line in a bucket; the others follow from these."""

WHOLE: Final = ("unplanned", "backordered", "allocated", "picked", "shipped", "cancelled")
"""The buckets that together are all that was ordered."""

MOVES: Final[Mapping[tuple[str, bool], str]] = {
    ("1100", True): "{} owed",
    ("1100", False): "{} of it settled",
    ("2400", True): "{} taken from what the customer has with us",
    ("2400", False): "{} kept for the customer",
}
"""What a posting to an account means to a customer, by account and whether it is a debit."""

BANK: Final = ("1000", "1010")


def details(data: Mapping[str, Any], before: Mapping[str, Any], name_of: NameOf) -> Iterator[str]:
    """What an entry says beside who did what; `before`: the document's fields until then."""
    changed: Mapping[str, Any] = data.get("set", {})
    yield from _timed(data)
    if changed.get("number") is not None:
        yield f"it is number {changed['number']}"
    yield from _amounts(changed, opened="process" in data)
    yield from agreed(changed)
    yield from _moved(changed.get("lines", ()), before.get("lines", ()), name_of)
    yield from _posted(data.get("posts", ()))
    because = changed.get("reason") or changed.get("because")
    if because:
        yield f"because: {because}".replace("_", " ")
    yield from _told(data)


def _amounts(changed: Mapping[str, Any], *, opened: bool) -> Iterator[str]:
    """What a payment, a refund, an invoice is about."""
    if opened and "amount" in changed:
        yield str(changed["amount"])
    if opened and changed.get("tax_lines"):
        taxes = [TaxLine.model_validate(row, strict=False) for row in changed["tax_lines"]]
        gross = Money.total((row.base + row.tax for row in taxes), taxes[0].base.currency)
        yield f"{gross} in all"


def _moved(
    lines: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], name_of: NameOf
) -> Iterator[str]:
    """Of which line how much more is picked, sent, billed and so on than there was."""
    earlier = {line.get("line"): line for line in before}
    for line in lines:
        was: Mapping[str, Any] = earlier.get(line.get("line"), {})
        had: Mapping[str, str] = was.get("buckets", {})
        buckets: Mapping[str, str] = line.get("buckets", {})
        more = list(_otherwise(line, was)) if was else []
        more += [
            f"{_more(amount, had.get(bucket))} {BUCKETS[bucket]}"
            for bucket, amount in buckets.items()
            if bucket in BUCKETS and _number(amount) > _number(had.get(bucket))
        ]
        if more:
            what = line.get("description") or name_of(str(line.get("item", "")))
            yield f"{what or 'line ' + str(line.get('line'))}: {', '.join(more)}"


def _otherwise(line: Mapping[str, Any], was: Mapping[str, Any]) -> Iterator[str]:
    """What was agreed anew: how many are wanted in all, and at what price."""
    now, then = (sum(_number(one.get("buckets", {}).get(b)) for b in WHOLE) for one in (line, was))
    if now != then:
        yield f"{now:g} wanted instead of {then:g}"
    if line.get("unit_price") != was.get("unit_price"):
        yield f"{line.get('unit_price')} each instead of {was.get('unit_price')}"


def _number(quantity: str | None) -> float:
    # To compare only: what is told is the quantity as it is written.
    return float(quantity.split()[0]) if quantity else 0.0


def _more(amount: str, had: str | None) -> str:
    digits = len(amount.split(maxsplit=1)[0].partition(".")[2])
    number, _, unit = amount.partition(" ")
    more = f"{_number(number) - _number(had):.{digits}f} {unit}"
    return more.removesuffix(" piece")


def _posted(posts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for post in posts:
        if post["book"] != MONEY.book:
            continue
        legs = [
            (account.partition("/")[0], code, units) for account, code, units, *_ in post["legs"]
        ]
        if all(account in BANK for account, _, _ in legs):
            yield "the bank confirms it"
            continue
        for account, code, units in legs:
            amount = Money.from_minor(abs(units), code)
            if account in BANK:
                yield f"{amount} {'came in' if units > 0 else 'paid back'}"
            elif (account, units > 0) in MOVES:
                yield MOVES[account, units > 0].format(amount)


def _told(data: Mapping[str, Any]) -> Iterator[str]:
    """What the customer is told; what colleagues tell each other is no part of his story."""
    names = data.get("shown", {}).get("told", ())
    if names:
        yield f"the customer is told: {', '.join(names)}".replace("_", " ")


def _timed(data: Mapping[str, Any]) -> Iterator[str]:
    """What an entry says of clocks, and of the flag they set."""
    clock = str(data.get("clock", "")).replace("_", " ")
    if "reached" in data:
        # That half of the time has gone is of use on the day only.
        if data["reached"] >= BREACH:
            yield f"{clock} is late"
    elif clock:
        yield f"{clock} runs again: it has waited for the customer as long as it may"
    if data.get("escalated"):
        yield f"it is escalated: {data['escalated']['reason']}"
