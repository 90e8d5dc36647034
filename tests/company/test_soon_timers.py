"""A step that SYSTEM takes as soon as it can: tried once more, then left in peace."""

from datetime import UTC, datetime, timedelta

from fbo import (
    PACKER,
    PICKER,
    SALES_REP,
    STOREKEEPER,
    Address,
    Company,
    Customer,
    Order,
    OrderToCash,
    Picking,
    SettableClock,
    Shipping,
    StockItem,
    order_line,
    pieces,
    price,
    stock,
)


def test_an_order_that_waits_for_its_money_is_not_asked_again_every_minute():
    clock = SettableClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    company = Company(clock=clock)
    anna, sam = company.hire("Anna", SALES_REP), company.hire("Sam", STOREKEEPER, PICKER, PACKER)
    ada = company.file(Customer(name="Ada Lovelace"))
    lamp = company.file(StockItem(sku="LAMP", name="Lamp"))
    stock.receive(company, lamp.id, pieces(3), by=sam)
    lines = [order_line(1, lamp.id, pieces(3), price("12.00", "EUR"))]
    wish = Order(customer=ada.id, ship_to=Address(city="London"), lines=lines)
    order = company.open(OrderToCash, wish, by=anna, then=OrderToCash.place)
    order.start_fulfilment(by=sam)
    shipment = company.case(Shipping, order.child_ids(Shipping)[0])
    shipment.pick(Picking(), by=sam)
    shipment.pack(by=sam)
    shipment.dispatch(by=sam)

    for _ in range(5):
        clock.advance(timedelta(minutes=2))
        company.run_due()

    tried = [entry for entry in company.journal() if entry.type == "OrderToCash.timer"]
    assert company.case(OrderToCash, order.id).state is OrderToCash.fulfilled
    assert len(tried) <= 1
