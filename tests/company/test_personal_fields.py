"""Personal fields are sealed when a commit closes, and nothing else of the document is lost."""

from fbo import (
    SALES_REP,
    Address,
    Company,
    Customer,
    Order,
    OrderToCash,
    StockItem,
    eur,
    order_line,
    pieces,
    price,
)


def test_an_order_that_is_opened_and_placed_in_one_commit_keeps_its_number():
    company = Company()
    anna = company.hire("Anna", SALES_REP)
    ada = company.file(Customer(name="Ada Lovelace", credit_limit=eur(100)))
    lamp = company.file(StockItem(sku="LAMP", name="Lamp"))
    wish = Order(
        customer=ada.id,
        ship_to=Address(name="Ada Lovelace", city="London"),
        lines=[order_line(1, lamp.id, pieces(3), price("12.00", "EUR"))],
    )

    order = company.open(OrderToCash, wish, by=anna, then=OrderToCash.place)

    kept = company.case(OrderToCash, order.id).document
    assert kept.number == 1
    assert kept.price_date is not None
    assert kept.ship_to.city == "London"
