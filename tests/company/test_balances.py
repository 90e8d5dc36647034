"""Balances in a step: a yes is asked again under the lock, whatever else the step moves there."""

import pytest
from press import BY, EDITOR, TABLE

from fbo import (
    SALES_REP,
    Actor,
    Chart,
    Commodity,
    Document,
    Entry,
    Process,
    State,
    StepRefused,
    hours,
    on_file,
    rule,
    same,
)
from fbo.adapters.memory import MemoryStore
from fbo.kernel.people import SYSTEM
from fbo.kernel.quantity import PIECE
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore
from fbo.workflow.entries import Position, transfer

COIN = Commodity.item("COIN", PIECE)
PURSES = Chart("purses", {"outside": None, "purse": 0}, posters=(SALES_REP,))


def purse(owner: str) -> Position:
    return Position(PURSES, f"purse/{owner}", COIN)


class Wallet(Document):
    """Whose purse it is."""

    owner: str


class Saving(Process[Wallet]):
    """A purse that is filled, topped up, and drawn from, on conditions."""

    charts = (PURSES,)

    purse = on_file.balance(purse, lambda wallet: wallet.owner)

    @rule("there is something in it")
    def is_empty(self) -> bool:
        """Whether nothing is there."""
        return self.purse.is_clear()

    @rule("there are not five in it")
    def has_five(self) -> bool:
        """Whether five could be taken."""
        return self.purse.covers(5)

    kept = State(TABLE, initial=True)
    broken = State(final=True)

    fill = kept.to(same, by=BY, needs=is_empty)
    look = kept.to(same, by=BY, needs=is_empty)
    top_up = kept.to(same, by=BY, needs=has_five)
    draw = kept.to(same, by=BY, needs=has_five)
    draw_eight = kept.to(same, by=BY)
    give_and_take = kept.to(same, by=BY)
    smash = kept.to(broken, by=BY)

    @fill.then
    def _fill(self) -> None:
        self._move(7)

    @top_up.then
    def _top_up(self) -> None:
        self._move(1)

    @draw.then
    def _draw(self) -> None:
        self._move(-2)

    @draw_eight.then
    def _draw_eight(self) -> None:
        self._move(-8)

    @give_and_take.then
    def _give_and_take(self) -> None:
        self._move(-100)
        self._move(100)

    def _move(self, coins: int) -> None:
        account = f"purse/{self.document.owner}"
        legs = transfer("outside", account, COIN, coins)
        self.post(PURSES, Entry("purses", legs))


@pytest.fixture
def store() -> WatchedStore:
    return WatchedStore(MemoryStore())


@pytest.fixture
def shop(store: WatchedStore) -> Shop:
    return Shop(store, processes=(Saving,))


@pytest.fixture
def edna(shop: Shop) -> Actor:
    return shop.company.hire("Edna", EDITOR)


@pytest.fixture
def saving(shop: Shop, edna: Actor) -> Saving:
    return shop.company.open(Saving, Wallet(owner="edna"), by=edna)


def put_in(shop: Shop, coins: int) -> None:
    entry = Entry("purses", transfer("outside", "purse/edna", COIN, coins))
    shop.company.post(PURSES, entry, by=shop.anna)


def coins(shop: Shop) -> int:
    return shop.company.balance(purse("edna")).available


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_an_empty_purse_is_filled(shop: Shop, edna: Actor, saving: Saving) -> None:
    saving.fill(by=edna)

    assert coins(shop) == 7


def test_a_purse_that_is_not_empty_is_not_filled(shop: Shop, edna: Actor, saving: Saving) -> None:
    put_in(shop, 1)

    with pytest.raises(StepRefused) as refused:
        saving.fill(by=edna)

    assert codes(refused) == ["is_empty"]


def test_a_purse_that_is_filled_meanwhile_is_not_filled_again(
    shop: Shop, store: WatchedStore, edna: Actor, saving: Saving
) -> None:
    store.meanwhile(lambda: put_in(shop, 1))

    with pytest.raises(StepRefused) as refused:
        saving.fill(by=edna)

    assert codes(refused) == ["is_empty"]
    assert coins(shop) == 1


def test_a_purse_that_is_filled_meanwhile_is_not_seen_empty(
    shop: Shop, store: WatchedStore, edna: Actor, saving: Saving
) -> None:
    store.meanwhile(lambda: put_in(shop, 1))

    with pytest.raises(StepRefused) as refused:
        saving.look(by=edna)

    assert codes(refused) == ["is_empty"]


def test_a_yes_is_asked_again_when_the_step_puts_in_more(
    shop: Shop, store: WatchedStore, edna: Actor, saving: Saving
) -> None:
    put_in(shop, 5)
    store.meanwhile(lambda: put_in(shop, -3))

    with pytest.raises(StepRefused) as refused:
        saving.top_up(by=edna)

    assert codes(refused) == ["has_five"]
    assert coins(shop) == 2


def test_a_yes_is_asked_again_when_the_step_takes_out_less(
    shop: Shop, store: WatchedStore, edna: Actor, saving: Saving
) -> None:
    put_in(shop, 5)
    store.meanwhile(lambda: put_in(shop, -2))

    with pytest.raises(StepRefused) as refused:
        saving.draw(by=edna)

    assert codes(refused) == ["has_five"]
    assert coins(shop) == 3


def test_a_floor_of_which_no_guard_speaks_refuses_with_what_is_there(
    shop: Shop, edna: Actor, saving: Saving
) -> None:
    put_in(shop, 5)

    with pytest.raises(StepRefused) as refused:
        saving.draw_eight(by=edna)

    (reason,) = refused.value.reasons
    assert reason.code == "insufficient"
    assert (reason.facts["available"], reason.facts["wanted"]) == (5, 8)
    assert coins(shop) == 5


def test_what_comes_to_nothing_in_sum_is_never_refused(
    shop: Shop, edna: Actor, saving: Saving
) -> None:
    saving.give_and_take(by=edna)

    assert coins(shop) == 0


def test_a_shortage_that_stands_is_asked_of_the_store_once(
    shop: Shop, store: WatchedStore, edna: Actor, saving: Saving
) -> None:
    put_in(shop, 5)
    store.reset()

    with pytest.raises(StepRefused):
        saving.draw_eight(by=edna)

    # Once in vain, then the refusal; what the store has told is not asked again.
    assert (store.commits, store.refused) == (2, 1)


def test_goods_that_come_while_a_shortage_is_told_are_not_asked_for(
    shop: Shop, store: WatchedStore, edna: Actor, saving: Saving
) -> None:
    """The refusal names a balance that there really was."""
    put_in(shop, 5)
    store.meanwhile(lambda: put_in(shop, 50), on=lambda b: b.entries[0].type == "Saving.refused")

    with pytest.raises(StepRefused) as refused:
        saving.draw_eight(by=edna)

    assert refused.value.reasons[0].facts["available"] == 5


class Waiting(Process[Wallet]):
    """A wish that is granted as soon as there are five in the purse."""

    charts = (PURSES,)

    purse = on_file.balance(purse, lambda wallet: wallet.owner)

    @rule("there are not five in it")
    def has_five(self) -> bool:
        """Whether five could be taken."""
        return self.purse.covers(5)

    wished = State(TABLE, initial=True)
    uttered = State(TABLE, within=hours(1))
    granted = State(final=True)

    utter = wished.to(uttered, by=BY)
    grant = uttered.to(granted, by=SYSTEM, needs=has_five, as_soon_as=True)

    @utter.then
    def _look_into_it(self) -> None:
        self.purse.available  # noqa: B018  so that it is read in this commit


def test_what_came_while_a_case_was_told_no_lets_it_go_on(store: WatchedStore) -> None:
    shop = Shop(store, processes=(Waiting,))
    edna = shop.company.hire("Edna", EDITOR)
    wish = shop.company.open(Waiting, Wallet(owner="edna"), by=edna)
    store.meanwhile(lambda: put_in(shop, 5))

    wish.utter(by=edna)

    assert shop.now(wish).state is Waiting.granted


def test_whether_a_purse_is_empty_is_asked_again_for_a_no_too(
    shop: Shop, edna: Actor, saving: Saving, store: WatchedStore
) -> None:
    put_in(shop, 5)
    drained = Entry("purses", transfer("purse/edna", "outside", COIN, 5))
    store.meanwhile(lambda: shop.company.post(PURSES, drained, by=shop.anna))

    saving.fill(by=edna)

    assert coins(shop) == 7
