"""What is asked about a return and a form: pure functions, with the reason why not.

Whether the order has so much to give back is asked of the order (`fbo.front.sales`).
"""

from collections.abc import Collection, Iterable, Mapping

from fbo.front.aftersales.forms import Authorisation, DecidedLine, Disposition, Inspection, SoMuch
from fbo.front.aftersales.goods_back import EXCHANGED, Decided, Return
from fbo.front.sales import Order, why_not_made_good
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity


def authorised_by(goods: Return, form: Authorisation) -> dict[int, Quantity]:
    """How much of each line a form authorises."""
    if not form.lines:
        return {line.line: line.wanted for line in goods.lines}
    return {row.line: row.quantity for row in form.lines}


def why_not_authorised(goods: Return, order: Order, form: Authorisation) -> Reason | None:
    """Why so much may not come back; `None`: it may.

    It counts all returns of the order, those that have come included.
    """
    wrong = wrong_lines(goods, form.lines)
    if wrong is not None:
        return wrong
    for number, quantity in authorised_by(goods, form).items():
        line = order.line(number)
        if quantity > goods.line(number).wanted:
            return _too_much("qty_exceeds_wanted", number, quantity, goods.line(number).wanted)
        if quantity > line.returnable:
            return Reason(
                "over_return",
                f"{quantity} of line {number} are to come back: {line.delivered} were delivered, "
                f"{line.has('returned')} have come back, {line.return_open} may still",
                {
                    "line": number,
                    "delivered": str(line.delivered),
                    "returned": str(line.has("returned")),
                    "open": str(line.return_open),
                },
                way_out="authorise no more than was delivered and is not coming back already",
            )
    return None


def why_not_what_left(
    goods: Return, form: Authorisation, left: Mapping[int, Collection[str]]
) -> Reason | None:
    """Why the serial numbers named are not of what he bought; `None`: they are.

    `left`: those that were noted when a line left; where none was, any may come.
    """
    for number, quantity in authorised_by(goods, form).items():
        named, known = goods.line(number).serials, left.get(number, ())
        if len(set(named)) < len(named) or len(named) > quantity.amount:
            return Reason(
                "wrong_serials",
                f"line {number}: {', '.join(named)} are not the numbers of {quantity}, each once",
                {"line": number},
                way_out="refuse it, and have it asked for anew, as much as has a number",
            )
        others = [one for one in named if known and one not in known]
        if others:
            return Reason(
                "wrong_serials",
                f"line {number}: {', '.join(others)} did not leave with this line of the order",
                {"line": number},
                way_out="refuse it, and have it asked for with the number, or of the order, "
                "with which it left",
            )
    return None


def why_not_received(goods: Return, rows: Iterable[SoMuch]) -> Reason | None:
    """Why so much cannot have come; `None`: it can."""
    many = tuple(rows)
    wrong = wrong_lines(goods, many)
    if wrong is not None:
        return wrong
    for row in many:
        line = goods.line(row.line)
        if line.received + row.quantity > line.authorised:
            left = line.authorised - line.received
            return _too_much("over_receipt", row.line, row.quantity, left)
    return None


def why_not_inspected(goods: Return, form: Inspection) -> Reason | None:
    """Why the findings do not fit what has come; `None`: they do."""
    found = {row.line: row.accepted for row in form.lines}
    came = {line.line: line.received for line in goods.lines if line.received}
    if len(found) < len(form.lines) or found.keys() != came.keys():
        return Reason("wrong_lines", "every line of which something has come is inspected, once")
    for number, accepted in found.items():
        if accepted.unit != came[number].unit or not 0 <= accepted.amount <= came[number].amount:
            return _too_much("over_accepted", number, accepted, came[number])
    return None


def why_not_decided(goods: Return, form: Disposition) -> Reason | None:
    """Why this cannot be decided; `None`: it can.

    Every unit that has come is decided once: what was found good may have any end, what was not is
    scrapped or sent back, and the customer has nothing for it.  Once decided, only what nobody
    carries out is decided again, what has failed and what is not begun; the goods, which have gone
    their way, stay where they went, but for those to be repaired, which are still with us.
    """
    fits = _fits_what_is_left(goods, form) if goods.decided else _fits_what_came(goods, form)
    if not fits or any(row.quantity.amount <= 0 for row in form.lines):
        sentence = "every unit that has come is decided, once"
        return Reason("not_all_decided", sentence, way_out="name all of them")
    unfit = next(filter(None, map(_why_unfit, form.lines)), None)
    if unfit is None and goods.decided and any(r.customer == "repair" for r in form.lines):
        sentence = "what was decided once is not repaired any more"
        return Reason("not_repaired", sentence, way_out="credit it, or send another")
    if unfit is not None or goods.decided:
        return unfit
    for line in goods.lines:
        given = [row for row in form.lines if row.line == line.line and _needs_acceptance(row)]
        total = sum((row.quantity for row in given), Quantity.zero(line.wanted.unit))
        if total > line.accepted:
            return _too_much("over_accepted", line.line, total, line.accepted)
    return None


def why_given_already(order: Order, form: Disposition) -> Reason | None:
    """Why the customer cannot have this for what came back: he has had it otherwise already.

    He may have complained, and have had another one, or his money, before it came.
    """
    wanted: dict[int, Quantity] = {}
    for row in form.lines:
        if row.customer in (*EXCHANGED, "repair"):
            had = wanted.get(row.line)
            wanted[row.line] = row.quantity if had is None else had + row.quantity
    return why_not_made_good(order, wanted)


def wrong_lines(goods: Return, rows: Iterable[SoMuch]) -> Reason | None:
    """Why the rows name no lines of the return, or not each once; `None`: they do."""
    lines = {line.line: line for line in goods.lines}
    seen: set[int] = set()
    for row in rows:
        line = lines.get(row.line)
        if line is None or row.line in seen:
            return Reason("no_such_line", f"line {row.line} is not of the return, or stands twice")
        if row.quantity.unit != line.wanted.unit or row.quantity.amount <= 0:
            return Reason("wrong_quantity", f"line {row.line} is in {line.wanted.unit.code}")
        seen.add(row.line)
    return None


def _fits_what_came(goods: Return, form: Disposition) -> bool:
    came = _sums((line.line, "", line.received) for line in goods.lines if line.received)
    return came == _sums((row.line, "", row.quantity) for row in form.lines)


def _fits_what_is_left(goods: Return, form: Disposition) -> bool:
    """Whether all that nobody carries out has one end, and its goods the one they have had."""
    left = [row for row in goods.rows("decided", "failed") if is_open(row)]
    gone = _sums((r.line, r.stock, r.quantity) for r in left if r.customer != "repair")
    every = _sums((row.line, "", row.quantity) for row in left)
    got = _sums((row.line, row.stock, row.quantity) for row in form.lines)
    if not left or gone is None or got is None:
        return False
    stay = all(place in got and got[place] >= many for place, many in gone.items())
    return stay and every == _sums((row.line, "", row.quantity) for row in form.lines)


def is_open(row: Decided) -> bool:
    """Whether nobody carries it out: it has failed, or is not begun."""
    return row.progress != "begun"


def _needs_acceptance(row: DecidedLine) -> bool:
    return row.stock in ("restock", "refurbish") or row.customer != "none"


def _why_unfit(row: DecidedLine) -> Reason | None:
    """A customer who has his goods again has nothing else for them, but that they are repaired."""
    if row.stock == "back_to_customer" and row.customer not in ("none", "repair"):
        return Reason("given_twice", f"line {row.line}: he would have the goods and {row.customer}")
    if row.customer == "repair" and row.stock != "back_to_customer":
        return Reason("repaired_for_nobody", f"line {row.line}: what is repaired goes back to him")
    if row.serials and len(set(row.serials)) != row.quantity.amount:
        return Reason("wrong_serials", f"line {row.line}: it names each of {row.quantity} once")
    return None


def _sums(
    rows: Iterable[tuple[int, str, Quantity]],
) -> Mapping[tuple[int, str], Quantity] | None:
    """How much of each; `None` where it is counted in several units."""
    sums: dict[tuple[int, str], Quantity] = {}
    for line, stock, quantity in rows:
        key = (line, stock)
        if key in sums and sums[key].unit != quantity.unit:
            return None
        sums[key] = sums[key] + quantity if key in sums else quantity
    return sums


def _too_much(code: str, line: int, wanted: Quantity, most: Quantity) -> Reason:
    sentence = f"{wanted} of line {line}, {most} at most"
    return Reason(code, sentence, {"line": line, "most": str(most)})
