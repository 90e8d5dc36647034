"""Laws of returns: nothing comes back twice, nobody has two things for it, and the goods are there.

RT-1 to RT-5, and that the lines of an order say what its returns do.
"""

from collections import defaultdict
from decimal import Decimal

from fbo.front.aftersales import CREDITED, OUR_FAULT, Return
from fbo.front.sales import Order, OrderLine
from fbo.kernel.money import Money
from fbo.kernel.quantity import Commodity, Quantity
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.testing.laws.sight import Sight, must

__all__ = [
    "credited_returns_are_worth_what_was_paid",
    "fees_are_those_that_were_agreed",
    "lines_say_what_came_back",
    "quarantine_holds_what_is_looked_at",
    "replacements_cost_nothing",
    "returns_are_not_forgotten",
    "returns_count_what_came",
    "what_came_back_has_one_end",
]

INSPECTED = ("inspected", "decided", "in_settlement", "closed")
IN_QUARANTINE = ("received", "inspected", "refurbishing", "repairing")


def returns_count_what_came(sight: Sight) -> None:
    """RT-1: received is within authorised, accepted and rejected together are what was received."""
    for case in sight.returns:
        for line in case.document.lines:
            where = f"line {line.line} of return {case.id}"
            must(line.authorised <= line.wanted, f"{where}: more may come than was asked for")
            must(line.received <= line.authorised, f"{where}: more came than was authorised")
            must(line.accepted <= line.received, f"{where}: more was accepted than came")
            if case.state.name in INSPECTED and line.received:
                both = line.accepted + line.rejected
                must(both == line.received, f"{where}: {both} were looked at, {line.received} came")


def what_came_back_has_one_end(sight: Sight) -> None:
    """RT-2, RT-4: every unit is decided once; what is given for it was accepted, and not twice."""
    for case in sight.returns:
        goods = case.document
        if not goods.decided:
            continue
        for line in goods.lines:
            where = f"line {line.line} of return {case.id}"
            rows = [row for row in goods.decided if row.line == line.line]
            zero = Quantity.zero(line.wanted.unit)
            must(
                sum((r.quantity for r in rows), zero) == line.received, f"{where}: not all decided"
            )
            kept = sum((r.quantity for r in rows if r.stock in ("restock", "refurbish")), zero)
            must(kept <= line.accepted, f"{where}: what was not accepted is sold again")
            given = line.credited + line.replaced + line.repaired
            must(given <= line.accepted, f"{where}: it is given for twice")
            credit = goods.share(line.line, CREDITED, "begun")
            again = goods.share(line.line, ("replace",), "begun")
            must(line.credited <= credit, f"{where}: more is credited than was decided")
            must(line.replaced <= again, f"{where}: more is sent again than was decided")
            mended = goods.share(line.line, ("repair",), "begun")
            must(line.repaired <= mended, f"{where}: more is repaired than was decided")


def replacements_cost_nothing(sight: Sight) -> None:
    """RT-4: what is sent once more costs nothing, and is what was decided to be, no more."""
    wanted: defaultdict[str, int] = defaultdict(int)
    for order in sight.orders:
        for line in order.document.lines:
            if line.replaces is not None:
                must(not line.value(line.ordered), f"a replacement costs {line.unit_price}")
                must(not line.has("invoiced"), "what is sent once more is billed")
                wanted[line.replaces] += line.wanted.units
    for case in sight.returns:
        goods = case.document
        rows = [row for row in goods.rows("begun") if row.customer == "replace"]
        due = sum(row.quantity.units for row in rows)
        must(wanted[case.id] == due, f"return {case.id}: {wanted[case.id]} are sent, {due} are due")


def credited_returns_are_worth_what_was_paid(sight: Sight) -> None:
    """RT-3: what is credited for a return is so many units at the net price they were billed at."""
    returns = {case.id: case.document for case in sight.returns}
    for _, note in sight.credited:
        goods = returns.get(note.origin)
        if goods is None:
            continue
        for part in note.lines:
            must(part.quantity.amount > 0, f"return {note.origin} is credited without units")
    _worth_their_share(sight)
    for id_, goods in returns.items():
        units: defaultdict[int, int] = defaultdict(int)
        for _, note in sight.credited:
            for part in note.lines if note.origin == id_ else ():
                units[part.order_line or 0] += part.quantity.units
        for line in goods.lines:
            must(units[line.line] == line.credited.units, f"return {id_} miscounts its credits")


def fees_are_those_that_were_agreed(sight: Sight) -> None:
    """RT-3: what we keep of a credit is what was agreed, never more, nothing by our fault."""
    returns = {case.id: case.document for case in sight.returns}
    kept: defaultdict[str, list[Money]] = defaultdict(list)
    for id_, note in sight.credited:
        if note.fee is None:
            continue
        goods = returns.get(note.origin)
        must(
            goods is not None and goods.fee is not None, f"a fee is kept of {id_}, and none agreed"
        )
        must(
            Money.zero(note.currency) <= note.fee <= note.net + note.tax, f"{id_}: {note.fee} kept"
        )
        kept[note.origin].append(note.fee)
    for id_, fees in kept.items():
        goods, total = returns[id_], Money.total(fees, fees[0].currency)
        rows = [row for _, note in sight.credited if note.origin == id_ for row in note.lines]
        ours = {line.line for line in goods.lines if line.reason in OUR_FAULT}
        base = Money.total((r.net for r in rows if r.order_line not in ours), total.currency)
        if isinstance(goods.fee, Money):
            must(total == min(goods.fee, base), f"return {id_}: {total} is kept of {base}")
        elif goods.fee is not None:
            cents = len(rows) * Money.from_minor(1, total.currency)
            near = abs((total - base.rate(goods.fee)).amount) <= cents.amount
            must(near, f"return {id_}: {total} is kept of {base}")


def lines_say_what_came_back(sight: Sight) -> None:
    """The buckets of an order's lines are what its returns say; no more comes back than arrived."""
    for order in sight.orders:
        mine = [case for case in sight.returns if case.document.order == order.id]
        must(
            {case.id for case in mine if case.document.number} <= set(order.document.returns),
            f"order {order.id} does not know its returns",
        )
        for line in order.document.lines:
            _says_what_came_back(order, line, mine)


def returns_are_not_forgotten(sight: Sight) -> None:
    """No order is complete while goods of it may come back, or their money is not given."""
    orders: dict[str, OrderToCash[Order]] = {order.id: order for order in sight.orders}
    for case in sight.returns:
        authorised = case.document.number is not None
        if authorised and not case.state.ended and case.document.order in orders:
            state = orders[case.document.order].state.name
            must(
                state != "completed", f"order {case.document.order} is complete, {case.id} is open"
            )


def quarantine_holds_what_is_looked_at(sight: Sight) -> None:
    """RT-2: what is in quarantine is what is being looked at; it is on no shelf."""
    there: defaultdict[str, int] = defaultdict(int)
    for case in sight.goods_back:
        if case.state.name in IN_QUARANTINE:
            for line in case.document.lines:
                for item, quantity in line.goods(line.received):
                    there[str(Commodity.item(item, quantity.unit))] += quantity.units
    lying = {c: n for (_, account, c), n in sight.posted.items() if account == "quarantine"}
    for commodity in {*there, *lying}:
        known, units = there[commodity], lying.get(commodity, 0)
        must(units == known, f"{units} of {commodity} are in quarantine, {known} are known of")


def _worth_their_share(sight: Sight) -> None:
    """Where units of a line were credited, and nothing else of it, their parts add up.

    What they come to by the price and what is their share differ by a cent at most, and not at all
    once they are all.
    """
    units: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    worth: defaultdict[tuple[str, int], list[Money]] = defaultdict(list)
    by_amount: set[tuple[str, int]] = set()
    for _, note in sight.credited:
        for part in note.lines if not note.is_goodwill else ():
            place = (note.invoice, part.line)
            units[place] += part.quantity.amount
            worth[place].append(part.net)
            if not part.quantity:
                by_amount.add(place)
    for (invoice, number), many in units.items():
        row = next(r for r in sight.documents[invoice].lines if r.line == number)
        if (invoice, number) in by_amount or row.kind != "item":
            continue
        share = row.net.part_of(0, many, row.quantity.amount)
        total = Money.total(worth[invoice, number], row.net.currency)
        most = 0 if many == row.quantity.amount else 1
        off = abs((total - share).minor)
        must(off <= most, f"{many} of line {number} are credited at {total}, not {share}")


def _says_what_came_back(
    order: OrderToCash[Order], line: OrderLine, mine: list[ReturnToSettlement]
) -> None:
    where = f"line {line.line} of order {order.id}"
    rows = [(case, row) for case in mine for row in case.document.lines if row.line == line.line]
    zero = Quantity.zero(line.unit)
    for name in ("authorised", "received"):
        counted = sum((getattr(row, name) for _, row in rows), zero)
        must(line.has(name) == counted, f"{where}: {line.has(name)} {name}, returns say {counted}")
    back = sum((_with_us(case.document, line.line) for case, _ in rows), zero)
    must(line.has("returned") == back, f"{where}: {line.has('returned')} are back, not {back}")
    must(line.return_open.amount >= 0, f"{where}: more has come than may")
    most = line.has("returned") + line.return_open
    must(most <= line.delivered, f"{where}: {most} come back of {line.delivered}")


def _with_us(goods: Return, line: int) -> Quantity:
    """What has come of a line and was not sent back again, or is not yet: it is repaired."""
    back = goods.line(line).received - goods.line(line).repaired
    for row in goods.decided:
        sent = row.stock == "back_to_customer" and row.customer != "repair"
        if row.line == line and sent:
            back -= row.quantity
    return back
