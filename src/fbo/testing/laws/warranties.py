"""Laws of warranty claims (WA-1 to WA-4): what remains runs on, one claim a thing, one end each.

Asked of the claims, their orders and credit notes as they stand, and of who did what when.
"""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Final

from fbo.front.aftersales import WarrantyClaim, WarrantyPolicy
from fbo.kernel.calendar import Duration
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.laws.sight import Sight, must, same

__all__ = [
    "claims_are_settled_by_one_thing",
    "claims_wait_for_what_goes_on",
    "repairs_are_good_for_their_time",
    "replacements_are_known_by_both_numbers",
    "replacements_inherit_what_remains",
    "things_have_one_open_claim",
]

LOST: Final = ("cancelled", "rejected")


def replacements_inherit_what_remains(sight: Sight) -> None:
    """WA-1: what is given instead has the days that are left, at least those of the law, no more.

    The full time begins again only where the policy says so.
    """
    policy: WarrantyPolicy = sight.company.policies.warranty
    for case in sight.claims:
        claim, on = case.document, given_back_on(sight, case)
        if claim.end != "replacement" or on is None or claim.ends_on is None:
            continue
        least = policy.length if policy.restarts else policy.statutory
        lawful = claim.ends_on if least is None else _after(sight, on, least)
        wanted = lawful if policy.restarts else max(claim.ends_on, lawful)
        same(f"the end of what claim {case.id} gave", claim.new_ends_on, wanted)


def repairs_are_good_for_their_time(sight: Sight) -> None:
    """WA-4: what was repaired is good for ninety days more (or the policy's time) at least."""
    policy: WarrantyPolicy = sight.company.policies.warranty
    for case in sight.claims:
        claim, on = case.document, given_back_on(sight, case)
        if claim.end == "repair" and on is not None:
            until = claim.new_ends_on
            good = until is not None and until >= _after(sight, on, policy.repair)
            longer = claim.ends_on is None or (until is not None and until >= claim.ends_on)
            must(good and longer, f"the repair of claim {case.id} is good until {until} only")


def things_have_one_open_claim(sight: Sight) -> None:
    """WA-2: no two claims that are open are about one serial number."""
    open_ = Counter(case.document.serial for case in sight.claims if not case.state.ended)
    for serial, many in open_.items():
        must(many == 1, f"{many} claims are open about {serial}")
    for case in sight.claims:
        same(f"whether claim {case.id} is over", case.document.over, case.state.ended)


def replacements_are_known_by_both_numbers(sight: Sight) -> None:
    """WA-3: of what was replaced both numbers are on file, and none is given for two claims.

    One whose number was noted when it left is known by that.
    """
    given: Counter[str] = Counter()
    for case in sight.claims:
        claim = case.document
        replaced = claim.end == "replacement" and given_back_on(sight, case) is not None
        if not replaced or claim.quantity is not None:
            must(not claim.new_serial, f"claim {case.id} names {claim.new_serial} for nothing")
            continue
        two = claim.serial and claim.new_serial and claim.serial != claim.new_serial
        must(two, f"claim {case.id} does not know both numbers")
        parcels = [one for one in sight.shipments if one.document.order == claim.last_order]
        left = {s for parcel in parcels for row in parcel.document.lines for s in row.serials}
        must(not left or claim.new_serial in left, f"{claim.new_serial} has not left for {case.id}")
        given[f"{claim.last_order} {claim.new_serial}"] += 1
    must(max(given.values(), default=1) == 1, "one thing was given for two claims")


def claims_are_settled_by_one_thing(sight: Sight) -> None:
    """A thing is repaired, replaced or paid back: never two of them, and each once.

    What is sent instead costs nothing; what is credited is what the claim is about.
    """
    orders = {order.id: order for order in sight.orders}
    for case in sight.claims:
        claim = case.document
        sent = [orders[id_] for id_ in claim.orders if orders[id_].document.kind == "replacement"]
        alive = [order for order in sent if order.state.name not in LOST]
        notes = [note for _, note in sight.credited if note.origin == case.id]
        must(len(alive) + len(notes) <= 1, f"claim {case.id} is settled twice")
        must(not alive or claim.end == "replacement", f"claim {case.id} is replaced all the same")
        must(not notes or claim.end == "refund", f"claim {case.id} is credited all the same")
        must(not any(order.document.total for order in sent), f"claim {case.id} costs money")
        units = sum(row.quantity.units for note in notes for row in note.lines)
        about = _so_much(case, orders)
        must(not notes or units == about.units, f"claim {case.id}: {units} are credited")
        if given_back_on(sight, case) is not None:
            has = {"replacement": len(alive), "refund": len(notes), "repair": 1}
            must(claim.end and has[claim.end] == 1, f"claim {case.id} is settled by nothing")


def claims_wait_for_what_goes_on(sight: Sight) -> None:
    """No claim waits for goods or money that nobody will send: what it waits for goes on."""
    orders = {order.id: order for order in sight.orders}
    returns = {case.id: case for case in sight.returns}
    for case in sight.claims:
        claim, state = case.document, case.state.name
        if state == "in_replacement":
            lost = orders[claim.last_order].state.name in LOST
            must(not lost, f"claim {case.id} waits for an order that was called off")
        if state == "in_refund":
            notes = [note for note in sight.notes if note.document.origin == case.id]
            alive = [note for note in notes if note.state.name != "cancelled"]
            must(alive, f"claim {case.id} waits for money that nobody credits")
        if state == "in_repair" and claim.paid:
            lost = orders[claim.last_order].state.name in LOST
            must(not lost, f"claim {case.id}: what is repaired is not ordered any more")
        if case.parent in returns and not case.state.ended and state != "returned":
            goods = returns[case.parent]
            must(not goods.state.ended, f"claim {case.id} repairs for {goods.id}, which has ended")
    _returns_wait_for_repairs(sight)


def given_back_on(sight: Sight, case: WarrantyService) -> date | None:
    """The day on which the customer had what he has in the end; `None`: he has not."""
    lines = [line for line in case.history if line.step == "give_back"]
    return (
        sight.company.firm.calendar.day_of(datetime.fromisoformat(lines[-1].at)) if lines else None
    )


def _returns_wait_for_repairs(sight: Sight) -> None:
    """What a return has repaired, and is not, is under a claim that is open."""
    under: defaultdict[tuple[str, int], int] = defaultdict(int)
    orders = {order.id: order for order in sight.orders}
    for case in sight.claims:
        if case.state.name == "in_repair" and case.parent is not None:
            under[case.parent, case.document.line] += _so_much(case, orders).units
    for goods in sight.returns:
        for line in goods.document.lines:
            due = goods.document.share(line.line, ("repair",), "begun") - line.repaired
            place = (goods.id, line.line)
            must(under[place] == due.units, f"return {goods.id}: {due} are to be repaired")


def _so_much(case: WarrantyService, orders: dict[str, OrderToCash]) -> Quantity:
    claim: WarrantyClaim = case.document
    unit = orders[claim.order].document.line(claim.line).unit
    return claim.quantity or Quantity.from_units(10**unit.scale, unit)


def _after(sight: Sight, on: date, duration: Duration) -> date:
    calendar = sight.company.firm.calendar
    return calendar.day_of(calendar.add(calendar.start_of_day(on), duration))
