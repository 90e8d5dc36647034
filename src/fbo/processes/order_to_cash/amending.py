"""Amending: an order becomes another than was agreed, and stays where it is.

What is wanted less is freed, and given back; what is wanted more must be within credit, and gets
its goods in the same commit.  Promotions are judged again.  Which lines an amendment comes to is
worked out in `amended`.
"""

from collections.abc import Iterator
from typing import Any

from typing_extensions import TypeVar

from fbo.back.finance import FinancePolicy
from fbo.back.warehouse import StockItem, WarehousePolicy, stock, why_not_made, why_not_sold
from fbo.front.sales import SALES_REP, Amendment, AmendmentTold, Order, OrderLine, OrderPolicy
from fbo.kernel.document import Form
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.allocating import Free
from fbo.processes.order_to_cash.amended import (
    amended_lines,
    changed_lines,
    more_wanted,
    why_not_amended,
)
from fbo.processes.order_to_cash.bills import all_to_invoice
from fbo.processes.order_to_cash.changing import OrderChanging
from fbo.processes.order_to_cash.deciding import OrderDeciding
from fbo.processes.order_to_cash.goods import (
    GOODS_HAVE_COME,
    Shelf,
    free_on,
    line_as_sold,
    shelves_of,
)
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import charges_shipped
from fbo.processes.order_to_cash.pricing import why_not_his_to_amend
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer
from fbo.workflow.on_file import on_file
from fbo.workflow.state import same

APPROVED = ("confirmed", "in_fulfilment")
"""Where an order has its credit and its goods, and what is wanted more gets them too."""

IN_THE_HOUSE = ("drafted", "waiting", "assigned", "picked", "packed")
"""Where a shipment is that has not left, with its address on it."""

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


def _added(_: Order, form: Form | None) -> Iterator[str]:
    """The items of the lines that an amendment adds."""
    lines = form.add if isinstance(form, Amendment) else ()
    return (line.item for line in lines if line.item is not None)


def _components(case: "OrderAmending[Any]", _: Form | None) -> Iterator[str]:
    """What the kits among them are made of."""
    return (part.item for item in case.added_items.values() for part in item.components)


def _shelves(case: "OrderAmending[Any]", form: Form | None) -> list[Shelf]:
    """Where what an amendment adds may be taken from."""
    lines = form.add if isinstance(form, Amendment) else ()
    sold = [
        line_as_sold(line, case.added_items[line.item])
        for line in lines
        if line.is_stocked and line.item is not None
    ]
    return shelves_of(sold, case.policy(WarehousePolicy).places)


class OrderAmending(OrderChanging[O], abstract=True):
    """An order that is agreed on anew."""

    # On file: what an amendment adds.
    added_items = on_file.every(StockItem, _added)
    added_components = on_file.every(StockItem, _components, of_case=True)
    added_shelf = on_file.balances(stock.at, _shelves, of_case=True)

    # Rules.
    @rule("it cannot become like that", code="not_amended")
    def is_amendable(self, form: Amendment) -> bool | Reason:
        """Whether the lines can become what the form says: no less than what is picked or gone."""
        if self.state.name == "on_hold" and self.came_from("on_hold") == "fulfilled":
            left = "nothing of it is left to be shipped"
            return Reason("all_has_left", left, way_out="open another order")
        return why_not_amended(self.document, form, self._named()) or True

    @rule("an item cannot be ordered")
    def more_is_sold(self, form: Amendment) -> bool | Reason:
        """Whether what is added is active, of a kind that fits its line, counted in its unit."""
        return next(filter(None, map(self._why_not_added, form.add)), True)

    @rule("that is not a customer's to say", code="price_not_ours")
    def is_his_to_amend(self, form: Amendment) -> bool | Reason:
        """Whether a customer has more of it at our prices only, and prices nothing himself."""
        roles = (self.hand if self.by.kind == "system" else self.by).roles
        if CUSTOMER not in roles or SALES_REP in roles:
            return True
        items = {**self.items, **self.added_items}
        rates = self.policy(FinancePolicy).tax_rates
        included = self.policy(OrderPolicy).list_prices_include_tax
        return (
            why_not_his_to_amend(self.document, form, items, rates, tax_included=included) or True
        )

    @rule("the customer is over the credit limit")
    def increase_is_within_credit(self, form: Amendment) -> bool | Reason:
        """Whether what the order comes to more than before fits under the limit."""
        more = self._more_credit(form)
        return not more or more.amount <= 0 or self._has_credit_for(more)

    @rule("the goods are not there", code="out_of_stock")
    def goods_for_more_are_there(self, form: Amendment) -> bool | Reason:
        """Whether what is wanted more and may not wait is free, or let go of by other lines."""
        if not self._is_approved or why_not_amended(self.document, form, self._named()):
            return True
        after = self._amended(form)
        fresh = {line.line for line in after.stocked if line.has("unplanned")}
        sure = self._sure(after) & fresh
        return self._why_out_of_stock(after, sure, self._free_after(after)) or True

    @rule("that day is over", code="in_the_past", way_out="promise what is still to come")
    def day_is_to_come(self, form: Amendment) -> bool:
        """Whether the day that is promised can still be kept."""
        return form.promised is None or form.promised >= self.calendar.day_of(self.now)

    @rule(
        "goods are packed for the old address",
        code="shipment_under_way",
        way_out="have the shipment cancelled first",
    )
    def can_go_elsewhere(self, form: Amendment) -> bool:
        """Whether no shipment in the house has the old address on it."""
        if form.ship_to is None or form.ship_to == self.document.ship_to:
            return True
        return not any(one.state.name in IN_THE_HOUSE for one in self.shipments)

    # What moves it on.
    amend = (
        At.drafted
        | At.placed
        | At.credit_hold
        | At.awaiting_prepayment
        | At.confirmed
        | At.in_fulfilment
        | At.on_hold
    ).to(
        same,
        by=(CUSTOMER, SALES_REP, SYSTEM),
        takes=Amendment,
        needs=(
            is_amendable,
            more_is_sold,
            is_his_to_amend,
            increase_is_within_credit,
            goods_for_more_are_there,
            day_is_to_come,
            can_go_elsewhere,
        ),
    )
    supply = (At.confirmed | At.in_fulfilment | At.on_hold).to(
        same, by=SYSTEM, needs=OrderOnFile.more_is_there
    )
    tell_of_amendment = (
        At.placed
        | At.credit_hold
        | At.awaiting_prepayment
        | At.confirmed
        | At.in_fulfilment
        | At.on_hold
    ).to(same, by=SYSTEM, takes=AmendmentTold, tells=to_customer("order_amended"))

    # To what effect.
    @amend.then
    def _become(self, form: Amendment) -> O:
        """What is needed no more is freed, what is needed more is had."""
        order, after = self.document, self._amended(form)
        changed = changed_lines(order.lines, after.lines)
        if changed and self.state.name != "drafted":
            lines = ", ".join(map(str, changed))
            self.proceed(
                OrderAmending.tell_of_amendment, AmendmentTold(lines=lines, before=order.total)
            )
        if self._is_approved:
            return self._become_at_work(after, form)
        if changed and form.money != "keep":
            self._give_back_held_money(after, form.reason)
        if changed and self.state.name == "credit_hold":
            self.proceed(OrderDeciding.reconsider)
        if changed and self.state.name == "awaiting_prepayment":
            self.proceed(OrderDeciding.accept_prepayment)
        return after

    @supply.then
    def _get_goods(self) -> O:
        """What is ordered more has goods that are free; what is not there is backordered."""
        lines = self._allocate(self.document)
        order: O = self.change(lines=lines)
        if any(line.has("backordered") for line in lines):
            promises.at_risk(self, "backordered")
        self._settle_shortage(lines, GOODS_HAVE_COME)
        if self.state.name != "on_hold":
            self._start_by_itself(order)
        return order

    @tell_of_amendment.then
    def _say_what_changed(self, form: AmendmentTold) -> None:
        order = self.document
        self.tell(
            "order_amended",
            number=order.number,
            lines=form.lines,
            before=form.before,
            amount=order.total,
        )

    # What the rules and effects have in common.
    @property
    def _is_approved(self) -> bool:
        state = self.state.name
        return (self.came_from(state) if state == "on_hold" else state) in APPROVED

    def _named(self) -> frozenset[int]:
        """The numbers of the lines that its shipments name."""
        return frozenset(row.line for one in self.shipments for row in one.document.lines)

    def _why_not_added(self, line: OrderLine) -> Reason | None:
        if line.item is None:
            return None
        item = self.added_items[line.item]
        if not line.is_stocked:
            return why_not_sold(item, line.unit, ("service", "charge"))
        why = why_not_sold(item, line.unit)
        return why or (why_not_made(item, self.added_components) if item.components else None)

    def _amended(self, form: Amendment) -> O:
        """The order as the form says."""
        order = self.document
        lines = amended_lines(order, form, self._named())
        if order.number is not None:
            fresh = {line.line for line in form.add}
            lines = tuple(
                line_as_sold(line, self.added_items[line.item])
                if line.line in fresh and line.is_stocked and line.item
                else line
                for line in lines
            )
        said: dict[str, object] = {
            "lines": lines,
            "promised": form.promised,
            "ship_to": form.ship_to,
            "bill_to": form.bill_to,
            "instructions": form.instructions,
        }
        return order.changed({name: value for name, value in said.items() if value is not None})

    def _free_after(self, after: O) -> Free:
        """What is free once the order has let go of what it wants no more."""
        free = free_on(self.shelf)
        for stuff, places in free_on(self.added_shelf).items():
            free.setdefault(stuff, places)
        left = {line.line: line.has("allocated") for line in after.lines}
        for line in self.document.stocked:
            gone = line.has("allocated") - left.get(line.line, Quantity.zero(line.unit))
            for stuff, per in line.takes.items():
                for place in list(free[stuff])[:1]:
                    free[stuff][place] += gone.units * per
        return free

    def _item(self, item: str) -> StockItem:
        return self.added_items.get(item) or self.added_components.get(item) or super()._item(item)

    def _more_credit(self, form: Amendment) -> Money | None:
        """What more of the customer's credit the order would need; `None`: it is not asked yet."""
        if self.state.name == "drafted" or why_not_amended(self.document, form, self._named()):
            return None
        after = self._amended(form)
        if self._is_approved:
            settled = self._settled(after, keep=False)
            return self._left_to_bill(after, settled) - self._held_credit()
        if after.total <= self.document.total:
            return None
        return after.uninvoiced - self._prepayment_missing(after)

    def _become_at_work(self, after: O, form: Amendment) -> O:
        """The order is on the warehouse's desk, or has been: all that hangs on it follows."""
        order = self.document
        if order.stocked and not any(line.open for line in after.stocked):
            # The last goods have left, and what goes with them goes too.
            after = after.changed({"lines": charges_shipped(after.lines)})
        more = more_wanted(order.lines, after.lines)
        self._cut_down(after, form.reason, keep=form.money == "keep", more=more)
        charges = {line.line for line in after.lines if line.kind in ("service", "charge")}
        left = all_to_invoice(after, after.lines)
        late = {number: left[number] for number in charges & left.keys()}
        if late and after.invoicing == "on_shipment":
            self._bill(after.lines, late)
        if form.promised is not None and not promises.moved(self, form.promised):
            after = after.changed({"promise": promises.given(self, after)})
        if any(line.has("unplanned") for line in after.stocked):
            self.proceed(OrderAmending.supply)
        elif self.state.name != "on_hold":
            self._start_by_itself(after)
        promises.is_less(self, tuple(after.lines))
        if self.state.name != "on_hold" and not after.is_open:
            self.proceed(self.definition.steps["finish_fulfilment"])
        return after
