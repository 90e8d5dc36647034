"""What is about a person is in the vault alone: nothing else that is kept or said repeats it."""

import json
from typing import Any

import pytest
from press import PROCESSES, Letter, Signature, Writing

from fbo import (
    Actor,
    Cancellation,
    Company,
    Customer,
    FboError,
    OrderToCash,
    StepRefused,
    eur,
)
from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Suspension
from fbo.kernel.document import Address
from fbo.ports.storage import Put
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore

CANARY = "Zenobia Quillfeather"
MAIL = "zenobia@quillfeather.example"
STREET = "77 Canary Wharf"
CANARIES = (CANARY, MAIL, STREET, "Quillfeather", "Canary Wharf")


def nothing_of(text: str) -> bool:
    return not any(canary in text for canary in CANARIES)


def everything(company: Company, store: WatchedStore) -> dict[str, str]:
    """All that was ever written, by kind of record; and the journal."""
    written: dict[str, str] = {}
    for batch in store.batches:
        for write in batch.writes:
            if isinstance(write, Put):
                body = json.dumps([write.key, write.body, dict(write.index)], default=str)
                written[write.key[0]] = written.get(write.key[0], "") + body
    journal = [[entry.type, dict(entry.data)] for entry in company.journal()]
    written["journal"] = json.dumps(journal, default=str)
    return written


@pytest.fixture
def told() -> tuple[Shop, WatchedStore]:
    """A whole order of a customer whose name and addresses are canaries."""
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    company = shop.company
    zenobia = company.file(
        Customer(name=CANARY, email=MAIL, credit_limit=eur("1000.00")), key="file"
    )
    shop.receive(3)
    address = Address(name=CANARY, street=STREET, city="London")
    order = company.open(
        OrderToCash,
        shop.order(2, customer=zenobia.id, ship_to=address, bill_to=address),
        by=Actor.customer(zenobia.id),
        key="open",
    )
    order.place(by=Actor.customer(zenobia.id), key="place")
    order.suspend(Suspension(reason="a moment"), by=shop.anna)
    order.resume(by=shop.anna)
    with pytest.raises(StepRefused):
        order.place(by=shop.anna, key="again")
    shop.shipped(order)
    shop.settled(order)
    company.change(zenobia, email="new-" + MAIL, key="change")
    return shop, store


# The vault.


def test_the_values_stand_in_the_vault(told: tuple[Shop, WatchedStore]) -> None:
    vault = everything(told[0].company, told[1])["pii"]

    assert all(canary in vault for canary in CANARIES)


@pytest.mark.parametrize("kind", ["case", "idem", "message", "apart", "uniq", "journal", "history"])
def test_nothing_else_that_is_kept_repeats_them(told: tuple[Shop, WatchedStore], kind: str) -> None:
    assert nothing_of(everything(told[0].company, told[1]).get(kind, ""))


def test_only_the_vault_repeats_them(told: tuple[Shop, WatchedStore]) -> None:
    written = everything(told[0].company, told[1])

    assert [kind for kind, text in written.items() if not nothing_of(text)] == ["pii"]


def test_a_case_shows_them_all_the_same(told: tuple[Shop, WatchedStore]) -> None:
    shop, _ = told
    (order,) = shop.company.find(OrderToCash)

    assert order.document.ship_to.street == STREET
    assert order.invoices[0].document.bill_to.name == CANARY


def test_the_journal_has_a_commitment_instead(told: tuple[Shop, WatchedStore]) -> None:
    shop, _ = told
    filed = [e for e in shop.company.journal() if e.type == "Customer.file"][-1]

    assert set(filed.data["set"]["name"]) == {"sealed"}
    assert len(filed.data["set"]["name"]["sealed"]) == 64


def test_two_people_of_one_name_have_different_commitments(shop: Shop) -> None:
    for _ in range(2):
        shop.company.file(Customer(name=CANARY))

    first, second = shop.company.journal()[-2:]

    assert first.data["set"]["name"] != second.data["set"]["name"]


def test_a_value_that_does_not_change_keeps_its_commitment(press: Company, edna: Actor) -> None:
    letter = press.open(Writing, Letter(), by=edna)
    letter.sign(Signature(sender=CANARY, address=STREET), by=edna)
    letter.sign(Signature(sender=CANARY, address="elsewhere"), by=edna)

    first, second = (entry.data["set"] for entry in press.journal()[-2:])

    assert "sender" in first
    assert "sender" not in second


# Errors, and what is told.


def test_messages_in_the_outbox_name_the_customer_by_id_only(
    told: tuple[Shop, WatchedStore],
) -> None:
    messages = everything(told[0].company, told[1])["message"]

    assert "order_received" in messages
    assert nothing_of(messages)


def test_a_message_is_addressed_when_it_is_sent(told: tuple[Shop, WatchedStore]) -> None:
    shop, _ = told

    shop.company.run_due()

    assert {message.to for message in shop.mail.sent if message.channel == "email"} >= {
        "new-" + MAIL
    }


def test_a_message_does_not_show_its_addressee_when_it_is_printed(
    told: tuple[Shop, WatchedStore],
) -> None:
    shop, _ = told
    shop.company.run_due()

    assert nothing_of(repr(shop.mail.sent))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda shop, zenobia: shop.company.change(zenobia, email=[MAIL]),
        lambda shop, zenobia: shop.company.file(Customer(name=CANARY), id=zenobia.id),
        lambda shop, zenobia: shop.company.open(
            OrderToCash,
            shop.order(lines=(), customer=zenobia.id),
            by=shop.anna,
            then=OrderToCash.place,
        ),
        lambda shop, zenobia: shop.drafted(customer=zenobia.id).cancel(
            Cancellation(reason="no"), by=Actor.customer("other")
        ),
        lambda shop, zenobia: shop.company.file(Customer(name=CANARY, email=MAIL), key="used"),
        lambda shop, zenobia: Customer(name=CANARY, email=MAIL, language=object()),
    ],
)
def test_no_error_repeats_them(shop: Shop, wrong: Any) -> None:
    zenobia = shop.company.file(Customer(name=CANARY, email=MAIL))
    shop.company.file(Customer(name="Grace Hopper"), key="used")

    with pytest.raises((FboError, ValueError)) as error:
        wrong(shop, zenobia)

    assert nothing_of(str(error.value))
    assert nothing_of(repr(error.value))


# Changing what is about a person.


def test_a_value_that_is_taken_away_is_gone(press: Company, edna: Actor) -> None:
    letter = press.open(Writing, Letter(), by=edna)
    letter.sign(Signature(sender=CANARY, address=STREET), by=edna)

    letter.sign(Signature(sender=CANARY), by=edna)

    assert press.case(Writing, letter.id).document.address == ""


def test_a_value_that_is_taken_away_is_gone_for_another_worker() -> None:
    store = MemoryStore()
    press = Company(store, processes=PROCESSES)
    edna = press.hire("Edna", *_editor())
    letter = press.open(Writing, Letter(), by=edna)
    letter.sign(Signature(sender=CANARY, address=STREET), by=edna)
    letter.sign(Signature(sender=CANARY), by=edna)

    other = Company(store, processes=PROCESSES)

    assert other.case(Writing, letter.id).document == Letter(sender=CANARY)


def test_a_value_that_is_taken_away_leaves_the_vault() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store, processes=PROCESSES)
    edna = shop.company.hire("Edna", *_editor())
    letter = shop.company.open(Writing, Letter(), by=edna)
    letter.sign(Signature(sender=CANARY, address=STREET), by=edna)

    letter.sign(Signature(sender=CANARY), by=edna)

    (vault,) = store.get("main", (("pii", letter.id),))
    assert vault is not None
    assert STREET not in json.dumps(dict(vault.body))


def test_what_one_step_writes_and_the_next_takes_away_in_one_commit_is_gone(
    press: Company, edna: Actor
) -> None:
    letter = press.open(Writing, Letter(), by=edna)

    letter.sign_and_seal(Signature(sender=CANARY, address=STREET), by=edna)

    now = press.case(Writing, letter.id).document
    assert (now.sender, now.address, now.text) == ("", STREET, "sealed")


def test_two_workers_see_the_same_after_one_of_them_changed_it() -> None:
    store = MemoryStore()
    one, other = (Company(store, processes=PROCESSES) for _ in range(2))
    edna = one.hire("Edna", *_editor())
    letter = one.open(Writing, Letter(sender=CANARY), by=edna)
    assert other.case(Writing, letter.id).document.sender == CANARY

    one.case(Writing, letter.id).sign(Signature(sender="Edna", address=STREET), by=edna)

    assert other.case(Writing, letter.id).document == one.case(Writing, letter.id).document


def _editor() -> Any:
    from press import EDITOR

    return (EDITOR,)
