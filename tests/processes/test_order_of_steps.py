"""O2C-I15: order does not matter: what is shipped and billed first, and in how many parts."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fbo.back.warehouse import StockItem, stock
from fbo.company.filing import Filed
from fbo.front.sales import BilledLine, Billing, OrderLine, order_line
from fbo.kernel.money import Money, Price
from fbo.kernel.quantity import pieces
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

FEW = settings(max_examples=15, deadline=None, derandomize=True)

awkward_prices = st.sampled_from(("0.333333", "1.005", "9.99", "10", "120.5"))
discounts = st.sampled_from(("0", "0.15", "0.333"))
counts = st.integers(1, 5)


def line(
    number: int, item: Filed[StockItem], count: int, price: str, discount: str = "0"
) -> OrderLine:
    return order_line(
        number,
        item.id,
        pieces(count),
        Price(Decimal(price), "EUR"),
        discount=Decimal(discount),
        tax_code="S",
        tax_rate=Decimal("0.19"),
    )


def net_of(shop: Shop, order: OrderToCash) -> Money:
    """What all its invoices come to, without tax."""
    return Money.total((invoice.document.net for invoice in shop.now(order).invoices), "EUR")


def shipped_in_turn(lines: Callable[[Shop], Sequence[OrderLine]], first: int) -> tuple[Money, str]:
    """Two shipments, each of one line, leave one after the other: the net, how far it all is."""
    shop = Shop()
    rows = lines(shop)
    order = shop.placed(lines=rows)
    shipments = []
    for row in rows:
        stock.receive(shop.company, row.item or "", row.ordered, by=shop.sam)
        shop.company.run_due()
        shipments.append(shop.packed(order))
    for which in (first, 1 - first):
        shipments[which].dispatch(by=shop.sam)
    keep_the_laws(shop.company)
    return net_of(shop, order), shop.now(order).document.fulfilment


@FEW
@given(lamps=counts, desks=counts, price=awkward_prices, discount=discounts)
def test_shipping_the_lamps_before_the_desks_comes_to_the_same(
    lamps: int, desks: int, price: str, discount: str
) -> None:
    def lines(shop: Shop) -> list[OrderLine]:
        desk = shop.item("DESK")
        return [line(1, shop.lamp, lamps, price, discount), line(2, desk, desks, "7.77", discount)]

    assert shipped_in_turn(lines, 0) == shipped_in_turn(lines, 1)


@FEW
@given(parts=st.lists(counts, min_size=1, max_size=5), price=awkward_prices, discount=discounts)
def test_a_line_billed_in_parts_comes_to_what_it_comes_to_at_once(
    parts: list[int], price: str, discount: str
) -> None:
    shop = Shop()
    shop.company.change(shop.ada, credit_limit=None)
    row = line(1, shop.lamp, sum(parts), price, discount)
    order = shop.placed(lines=[row], invoicing="manual")

    for part in parts:
        billed = (BilledLine(line=1, quantity=pieces(part)),)
        shop.now(order).bill(Billing(lines=billed), by=shop.rita)

    assert len(shop.now(order).invoices) == len(parts)
    assert net_of(shop, order) == row.value(row.ordered)
    keep_the_laws(shop.company)
