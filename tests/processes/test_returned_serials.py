"""What comes back is what was bought: its serial number is one that left with the line."""

import pytest

from fbo import ReturnToSettlement, StepRefused
from fbo.back.warehouse import Arrival, Arrived
from fbo.front.aftersales import Authorisation, Return, ReturnLine
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import pieces
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.testing.shop import Shop
from fbo.testing.warranties import Warranties


@pytest.fixture
def desk(shop: Shop) -> Warranties:
    """The lamps L-1 and L-2 were delivered."""
    return Warranties(shop)


def requested(desk: Warranties, *serials: str) -> ReturnToSettlement:
    row = ReturnLine(line=1, wanted=pieces(1), reason="not_wanted", serials=serials)
    goods = Return(customer=desk.shop.ada.id, order=desk.order.id, lines=(row,))
    return desk.company.open(ReturnToSettlement, goods, by=desk.rosa)


def expected(desk: Warranties, *serials: str) -> ReturnToRestock:
    goods = requested(desk, *serials)
    goods.authorise(Authorisation(), by=desk.rosa)
    return desk.desk.goods_of(goods)


def lamp(*serials: str) -> Arrival:
    return Arrival(lines=(Arrived(line=1, quantity=pieces(1), serials=serials),))


def why(refused: pytest.ExceptionInfo[StepRefused]) -> Reason:
    (reason,) = refused.value.reasons
    return reason


def test_a_return_of_what_did_not_leave_with_the_line_is_not_authorised(desk: Warranties) -> None:
    goods = requested(desk, "L-9")

    with pytest.raises(StepRefused) as refused:
        goods.authorise(Authorisation(), by=desk.rosa)

    assert why(refused).code == "wrong_serials"
    assert why(refused).sentence == "line 1: L-9 did not leave with this line of the order"
    assert why(refused).way_out


def test_a_return_does_not_name_more_serial_numbers_than_it_has_things(desk: Warranties) -> None:
    goods = requested(desk, "L-1", "L-2")

    with pytest.raises(StepRefused) as refused:
        goods.authorise(Authorisation(), by=desk.rosa)

    assert why(refused).code == "wrong_serials"


def test_what_was_named_comes_back(desk: Warranties) -> None:
    goods = expected(desk, "L-1")

    goods.receive(lamp("L-1"), by=desk.desk.rex)

    assert goods.document.lines[0].serials == ("L-1",)


def test_another_than_was_named_is_not_received(desk: Warranties) -> None:
    goods = expected(desk, "L-1")

    with pytest.raises(StepRefused) as refused:
        goods.receive(lamp("L-2"), by=desk.desk.rex)

    assert why(refused).code == "wrong_serials"
    assert why(refused).sentence == "line 1: L-2 is not expected, L-1 is"
    assert why(refused).way_out


@pytest.mark.parametrize(("serial", "comes"), [("L-2", True), ("L-9", False)])
def test_where_none_was_named_any_comes_that_left(
    desk: Warranties, serial: str, comes: bool
) -> None:
    goods = expected(desk)

    assert bool(goods.receive.refusals(lamp(serial), by=desk.desk.rex)) is not comes


def test_what_comes_without_its_number_comes_in_to_be_looked_at(desk: Warranties) -> None:
    goods = expected(desk, "L-1")

    goods.receive(lamp(), by=desk.desk.rex)

    assert goods.state == ReturnToRestock.received


def test_where_no_number_was_noted_any_may_come(desk: Warranties) -> None:
    order = desk.shop.placed(1)
    desk.shop.started(order)
    desk.delivered(order)
    desk.order = order

    goods = expected(desk, "A-7")

    assert not goods.receive.refusals(lamp("A-7"), by=desk.desk.rex)


def test_a_number_comes_once(desk: Warranties) -> None:
    row = ReturnLine(line=1, wanted=pieces(2), reason="not_wanted")
    document = Return(customer=desk.shop.ada.id, order=desk.order.id, lines=(row,))
    both = desk.company.open(ReturnToSettlement, document, by=desk.rosa)
    both.authorise(Authorisation(), by=desk.rosa)
    goods = desk.desk.goods_of(both)
    goods.receive(lamp("L-1"), by=desk.desk.rex)

    with pytest.raises(StepRefused) as refused:
        goods.receive(lamp("L-1"), by=desk.desk.rex)

    assert why(refused).code == "wrong_serials"
