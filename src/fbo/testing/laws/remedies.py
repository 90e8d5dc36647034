"""Laws of remedies (CM-6, CM-7, CM-9): one document each, what was agreed, each unit once.

What was given for the goods of an order is counted anew from remedies, returns and claims, and must
be what the lines of the order say.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from fbo.company.company import Company
from fbo.front.aftersales import EXCHANGED
from fbo.front.sales import Order
from fbo.front.service import Redress
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.remedying import Remedying, made_good
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.laws.sight import must, same

__all__ = ["keep_the_laws_of_remedies"]

MOST: Final = 10_000
GIVEN: Final = ("returned", "closed")
Place = tuple[str, int]
"""A line of an order."""


def keep_the_laws_of_remedies(company: Company, complaints: list[ComplaintToResolution]) -> None:
    """Try every law of theirs.  Raises `LawBrokenError`."""
    remedies = company.find(Remedying, limit=MOST)
    remedies_become_one_document(company, complaints, remedies)
    what_is_agreed_is_done_exactly(company, complaints)
    each_unit_is_made_good_once(company, remedies)


def remedies_become_one_document(
    company: Company, complaints: list[ComplaintToResolution], remedies: list[Remedying]
) -> None:
    """CM-7: what was agreed is opened once, and becomes one document at most."""
    places = Counter((r.document.complaint, r.document.offer, r.document.place) for r in remedies)
    must(max(places.values(), default=1) == 1, "a remedy was opened twice")
    known = {case.id for case in complaints}
    must({r.document.complaint for r in remedies} <= known, "a remedy has no complaint")
    by_origin = _documents(company)
    for remedy in remedies:
        kinds = [str(one.family) for one in by_origin[remedy.id]]
        must(len(kinds) <= 1, f"remedy {remedy.id} has become {kinds}")
        if remedy.state.name == "done" and not remedy.document.what.is_no_document:
            (document,) = by_origin[remedy.id]
            same(f"what remedy {remedy.id} has become", remedy.document.document_ref, document.id)


def what_is_agreed_is_done_exactly(
    company: Company, complaints: list[ComplaintToResolution]
) -> None:
    """CM-9: what is put right is what was agreed, to the cent and to the piece."""
    by_origin = _documents(company)
    notes = {note.document.origin: note for note in company.find(Crediting, limit=MOST)}
    for case in complaints:
        agreed = case.document.agreed
        if case.state.name != "resolved" or agreed is None:
            continue
        done = {r.document.place: r for r in case.remedies if r.document.offer == agreed.version}
        same(f"the remedies of complaint {case.id}", len(done), len(agreed.remedies))
        for place, what in enumerate(agreed.remedies):
            for document in by_origin[done[place].id]:
                got, wanted = _comes_to(document, what, notes.get(done[place].id))
                same(f"what complaint {case.id} was put right with", got, wanted)


def each_unit_is_made_good_once(company: Company, remedies: list[Remedying]) -> None:
    """CM-6: refunded, replaced and in repair are together no more than has left, and is counted."""
    orders = {one.id: one.document for one in company.find(OrderToCash, limit=MOST)}
    notes = [one for one in company.find(Crediting, limit=MOST) if one.state.name == "posted"]
    given = _units(_of_remedies(company, remedies, orders, {n.document.origin for n in notes}))
    claimed = _units(_of_claims(company, orders))
    back = _units(_of_returns(company))
    for id_, order in orders.items():
        for line in order.lines:
            place, where = (id_, line.line), f"line {line.line} of order {id_}"
            good, came = given[place] + claimed[place], back[place]
            must(good + came <= line.shipped.units, f"{where}: a unit is made good twice")
            same(f"{where}: made good", line.has("made_good").units, good)
            same(f"{where}: exchanged", line.has("exchanged").units, came)


def _documents(company: Company) -> Mapping[str, list[Any]]:
    """What remedies have become, by remedy; a correction is its invoice, not its credit note."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    corrected: set[str] = set()
    for invoice in company.find(InvoiceToCash, limit=MOST):
        if invoice.document.origin is not None:
            found[invoice.document.origin].append(invoice)
            corrected.add(invoice.document.origin)
    for note in company.find(Crediting, limit=MOST):
        if note.document.origin not in corrected:
            found[note.document.origin].append(note)
    for process in (Refunding, OrderToCash, WarrantyService):
        for case in company.find(process, limit=MOST):
            found[case.document.origin or ""].append(case)
    for case in company.find(ReturnToSettlement, limit=MOST):
        found[case.parent or ""].append(case)
    return found


def _comes_to(document: Any, what: Redress, note: Crediting | None) -> tuple[object, object]:
    """What a document comes to, and what was agreed."""
    kinds: dict[type[Any], Callable[[], tuple[object, object]]] = {
        Crediting: lambda: (document.document.net, what.amount),
        InvoiceToCash: lambda: (
            document.document.gross,
            None if note is None else note.document.gross,
        ),
        Refunding: lambda: (document.document.amount, what.amount),
        OrderToCash: lambda: (_sent(document.document), (what.quantity, 0)),
        ReturnToSettlement: lambda: (document.document.lines[0].wanted, what.quantity),
        WarrantyService: lambda: (document.document.serial, what.serial),
    }
    return next(ask for kind, ask in kinds.items() if isinstance(document, kind))()


def _sent(order: Order) -> tuple[object, int]:
    (line,) = order.lines
    return line.wanted, order.total.minor


def _units(rows: Iterator[tuple[Place, int]]) -> Mapping[Place, int]:
    sums: defaultdict[Place, int] = defaultdict(int)
    for place, units in rows:
        sums[place] += units
    return sums


def _of_remedies(
    company: Company, remedies: list[Remedying], orders: Mapping[str, Order], credited: set[str]
) -> Iterator[tuple[Place, int]]:
    """What remedies have made good: of those that failed, what has arrived or was credited."""
    for remedy in remedies:
        what = remedy.document.what
        ids = () if what.invoice is None else (what.invoice,)
        invoices = {id_: company.case(InvoiceToCash, id_) for id_ in ids}
        state, ref = remedy.state.name, remedy.document.document_ref or ""
        for order, line, quantity in made_good(what, invoices):
            stands = state in ("issued", "done") if what.kind != "repair" else state == "issued"
            if stands or (what.kind == "refund" and remedy.id in credited):
                yield (order, line), quantity.units
            elif what.kind == "replacement" and ref in orders:
                yield (order, line), sum(row.delivered.units for row in orders[ref].lines)


def _of_claims(company: Company, orders: Mapping[str, Order]) -> Iterator[tuple[Place, int]]:
    """What was given on claims that no remedy has opened, and that nobody pays for."""
    for case in company.find(WarrantyService, limit=MOST):
        claim, state = case.document, case.state.name
        free = not (claim.agreed or claim.paid)
        another = claim.end in ("replacement", "refund")
        given = state == "in_repair" or (
            another and state in ("in_replacement", "in_refund", *GIVEN)
        )
        if free and given:
            one = 10 ** orders[claim.order].line(claim.line).unit.scale
            yield (claim.order, claim.line), claim.quantity.units if claim.quantity else one


def _of_returns(company: Company) -> Iterator[tuple[Place, int]]:
    """What came back for money, or for another one."""
    for case in company.find(ReturnToSettlement, limit=MOST):
        for row in case.document.decided:
            if row.customer in EXCHANGED and row.progress != "failed":
                yield (case.document.order, row.line), row.quantity.units
