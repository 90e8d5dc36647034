"""Who may file, change and post where no process is asked: keepers, posters, and nobody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fbo import (
    CONTROLLER,
    CREDIT_CLERK,
    SALES_MANAGER,
    SALES_REP,
    STOREKEEPER,
    THE_SYSTEM,
    Actor,
    Chart,
    Customer,
    Document,
    DutyWaiver,
    Entry,
    NotAllowed,
    StockItem,
    eur,
    pieces,
    price,
    stock,
)
from fbo.back.finance import MONEY
from fbo.back.finance.credit import CREDIT
from fbo.back.people import HR_OFFICER, Absence, Delegation, Employee
from fbo.company.filing import Filed
from fbo.kernel.errors import DefinitionError, InputError, StepRefused, UnknownField
from fbo.kernel.people import Role
from fbo.kernel.quantity import PIECE, Commodity
from fbo.processes.tasks import Tasking
from fbo.testing.shop import MONDAY, Shop
from fbo.workflow.entries import Leg, transfer


class Memo(Document):
    """A few words that nobody keeps."""

    text: str = ""


def grace() -> Customer:
    return Customer(name="Grace Hopper")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotAllowed) as error:
        act()
    return "; ".join(reason.sentence for reason in error.value.reasons)


def kinds(shop: Shop) -> int:
    return len(shop.company.find_filed(Customer))


# Filing.


def test_a_keeper_files(shop: Shop) -> None:
    filed = shop.company.file(grace(), by=shop.anna)

    assert shop.company.get(Customer, filed.id).document.name == "Grace Hopper"


@pytest.mark.parametrize("who", ["ben", "sam", "rita", "carla"])
def test_nobody_else_files(shop: Shop, who: str) -> None:
    before = kinds(shop)

    said = refused(lambda: shop.company.file(grace(), by=getattr(shop, who)))

    assert said == "only a sales representative or a sales manager may file a document Customer"
    assert kinds(shop) == before


def test_whoever_may_not_is_told_whom_to_ask(shop: Shop) -> None:
    with pytest.raises(NotAllowed) as error:
        shop.company.file(grace(), by=shop.ben)

    (reason,) = error.value.reasons
    assert reason.way_out == "ask a sales representative or a sales manager"
    assert reason.facts == {"roles": ["SALES_REP", "SALES_MANAGER"]}


def test_who_tried_to_file_is_on_the_trail(shop: Shop) -> None:
    refused(lambda: shop.company.file(grace(), by=shop.ben))

    entry = shop.company.journal()[-1]
    assert entry.type == "Customer.refused"
    assert (entry.data["by"], entry.data["reasons"]) == (shop.ben.id, ["not_allowed"])


def test_a_document_without_keepers_is_the_systems(shop: Shop) -> None:
    said = refused(lambda: shop.company.file(Memo(text="hello"), by=shop.anna))

    assert said == "only the system may file a document Memo"
    assert shop.company.file(Memo(text="hello")).document.text == "hello"


def test_a_customer_files_nothing_not_even_himself(shop: Shop) -> None:
    refused(lambda: shop.company.file(grace(), by=Actor.customer(shop.ada.id)))


def test_a_document_of_a_process_is_not_filed_by_hand(shop: Shop) -> None:
    refused(lambda: shop.company.file(shop.order(), by=shop.anna))


@pytest.mark.parametrize(
    ("document", "keeper"),
    [
        (Absence(employee="anna", start=MONDAY.date(), end=MONDAY.date()), HR_OFFICER),
        (
            Delegation(
                delegator="anna",
                delegate="ben",
                roles=("SALES_REP",),
                start=MONDAY.date(),
                end=MONDAY.date(),
            ),
            HR_OFFICER,
        ),
        (
            DutyWaiver(
                one="Buying.order",
                other="Buying.approve",
                start=MONDAY.date(),
                end=MONDAY.date(),
                reason="few of us",
            ),
            CONTROLLER,
        ),
    ],
    ids=["absence", "delegation", "waiver"],
)
def test_what_is_noted_about_people_names_its_keeper(
    shop: Shop, document: Document, keeper: Role
) -> None:
    helga = shop.company.hire("Helga", keeper)

    said = refused(lambda: shop.company.file(document, by=shop.anna))

    assert keeper.title in said
    assert shop.company.file(document, by=helga).document == document


def test_only_an_hr_officer_hires(shop: Shop) -> None:
    helga = shop.company.hire("Helga", HR_OFFICER)

    refused(lambda: shop.company.hire("Eve", CONTROLLER, by=shop.anna))
    emil = shop.company.hire("Emil", STOREKEEPER, by=helga)

    assert shop.company.employee(emil.id).roles == {STOREKEEPER}


def test_an_hr_officer_is_known_again(shop: Shop) -> None:
    helga = shop.company.hire("Helga", HR_OFFICER)

    assert shop.company.employee(helga.id).roles == {HR_OFFICER}


# Changing.


def test_a_keeper_changes(shop: Shop) -> None:
    changed = shop.company.change(shop.ada, language="fr", by=shop.anna)

    assert changed.document.language == "fr"


def test_nobody_else_changes(shop: Shop) -> None:
    said = refused(lambda: shop.company.change(shop.ada, language="fr", by=shop.sam))

    assert said.endswith("may change a document Customer")
    assert shop.company.get(Customer, shop.ada.id).version == shop.ada.version


def test_nobody_gives_himself_a_role(shop: Shop) -> None:
    ben = shop.company.get(Employee, shop.ben.id)

    refused(lambda: shop.company.change(ben, roles=("CONTROLLER",), by=shop.ben))

    assert shop.company.employee(ben.id).roles == frozenset()


def test_who_sells_does_not_say_how_much_may_be_owed(shop: Shop) -> None:
    said = refused(lambda: shop.company.change(shop.ada, credit_limit=eur(9999), by=shop.anna))

    assert said == "only a credit clerk or a controller may set credit_limit of a document Customer"


def test_who_gives_credit_says_how_much_may_be_owed_and_nothing_else(shop: Shop) -> None:
    changed = shop.company.change(shop.ada, credit_limit=eur(5), by=shop.carla)

    assert changed.document.credit_limit == eur(5)
    refused(lambda: shop.company.change(shop.ada, language="fr", by=shop.carla))


def test_a_limit_is_not_filed_by_who_sells_either(shop: Shop) -> None:
    refused(
        lambda: shop.company.file(
            Customer(name="Grace Hopper", credit_limit=eur(9999)), by=shop.anna
        )
    )


def test_every_field_that_is_not_his_is_named(shop: Shop) -> None:
    said = refused(
        lambda: shop.company.change(shop.ada, language="fr", credit_status="ok", by=shop.sam)
    )

    assert said == (
        "only a sales representative or a sales manager may change a document Customer; "
        "only a credit clerk or a controller may set credit_status of a document Customer"
    )


def test_a_storekeeper_sets_no_price(shop: Shop) -> None:
    mara = shop.company.hire("Mara", SALES_MANAGER)

    refused(lambda: shop.company.change(shop.lamp, list_price=price("1.00", "EUR"), by=shop.sam))
    lamp = shop.company.change(shop.lamp, list_price=price("34.50", "EUR"), by=mara)

    assert lamp.document.list_price == price("34.50", "EUR")


def test_what_is_on_file_is_changed_as_what_it_is(shop: Shop) -> None:
    disguised = Filed(shop.ada.id, Memo(text="hello"), shop.ada.version)

    with pytest.raises(StepRefused) as error:
        shop.company.change(disguised, text="bye")

    assert [reason.code for reason in error.value.reasons] == ["not_on_file"]


# Posting.


def test_a_storekeeper_posts_goods(shop: Shop) -> None:
    stock.receive(shop.company, shop.lamp.id, pieces(3), by=shop.sam)

    assert shop.on_shelf() == (3, 3)


@pytest.mark.parametrize("who", ["anna", "ben", "rita"])
def test_nobody_else_posts_goods(shop: Shop, who: str) -> None:
    said = refused(
        lambda: stock.receive(shop.company, shop.lamp.id, pieces(3), by=getattr(shop, who))
    )

    assert said == "only a storekeeper may post to the book goods"
    assert shop.on_shelf() == (0, 0)


def test_only_a_controller_posts_money_and_credit_by_hand(shop: Shop) -> None:
    cora = shop.company.hire("Cora", CONTROLLER)
    paid = Entry("money", (Leg("1000", "EUR", 100), Leg("4000", "EUR", -100)))
    given = Entry("credit", transfer("used/ada", "line/ada", Commodity.currency("EUR"), 100))

    refused(lambda: shop.company.post(MONEY, paid, by=shop.rita))
    refused(lambda: shop.company.post(CREDIT, given, by=shop.carla))
    shop.company.post(MONEY, paid, by=cora)
    shop.company.post(CREDIT, given, by=cora)


def opened(book: str, **floors: int | None) -> Chart:
    """A chart of one's own, by which everybody here might post, with no floor but these."""
    return Chart(book, {"storage": None, "customer": None, **floors}, posters=(SALES_REP,))


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(StepRefused) as error:
        act()
    return [reason.code for reason in error.value.reasons]


def taken(shop: Shop) -> Entry:
    lamp = Commodity.item(shop.lamp.id, PIECE)
    return Entry("goods", transfer("storage", "customer", lamp, 5))


def test_nobody_brings_the_chart_by_which_he_is_judged(shop: Shop) -> None:
    said = codes(lambda: shop.company.post(opened("goods"), taken(shop), by=shop.anna))

    assert said == ["not_our_chart"]
    assert shop.on_shelf() == (0, 0)


def test_a_chart_with_the_same_floors_and_other_posters_is_another(shop: Shop) -> None:
    other = replace(stock.GOODS, posters=(SALES_REP,))

    assert codes(lambda: shop.company.post(other, taken(shop), by=shop.anna)) == ["not_our_chart"]


def test_not_even_the_system_posts_by_another_chart(shop: Shop) -> None:
    said = codes(lambda: shop.company.post(opened("goods"), taken(shop), by=THE_SYSTEM))

    assert said == ["not_our_chart"]


def test_a_book_that_no_process_keeps_is_not_posted_to(shop: Shop) -> None:
    entry = replace(taken(shop), book="loot")

    said = codes(lambda: shop.company.post(opened("loot"), entry, by=shop.anna))

    assert said == ["unknown_book"]


def test_who_posts_goods_does_not_go_below_their_floor(shop: Shop) -> None:
    said = refused(
        lambda: shop.company.post(stock.GOODS, taken(shop), by=shop.sam, reason="I need them")
    )

    assert said == "only the system may go below a floor of the book goods"
    assert shop.on_shelf() == (0, 0)


def test_a_controller_goes_below_a_floor_and_says_why(shop: Shop) -> None:
    cora = shop.company.hire("Cora", CONTROLLER)
    paid = Entry("money", (Leg("1000", "EUR", -100), Leg("4000", "EUR", 100)))

    with pytest.raises(StepRefused):
        shop.company.post(MONEY, paid, by=cora)
    shop.company.post(MONEY, paid, by=cora, reason="the bank allows it")

    entry = shop.company.journal()[-1]
    assert (entry.data["by"], entry.data["posts"][0]["below_floor"]) == (
        cora.id,
        "the bank allows it",
    )


def test_two_processes_do_not_keep_one_book_differently() -> None:
    class Looting(Tasking, replaces=Tasking):
        """Brings its own goods."""

        charts = (opened("goods"),)

    with pytest.raises(DefinitionError, match="has a chart of its own for the book goods"):
        Shop(processes=(Looting,))


# Declaring.


def test_a_field_that_is_kept_must_be_one() -> None:
    with pytest.raises(UnknownField):

        class Wrong(Document):
            """Names a field it does not have."""

            kept_by = {"prize": ("CREDIT_CLERK",)}  # noqa: RUF012


def test_without_a_name_the_system_acts(shop: Shop) -> None:
    item = shop.company.file(StockItem(sku="MUG", name="Mug", list_price=price("2.00", "EUR")))

    assert shop.company.change(item, active=False).document.active is False


def test_roles_are_told_by_their_names(shop: Shop) -> None:
    assert CREDIT_CLERK.name in Customer.kept_by["credit_limit"]
    assert {name for names in Customer.kept_by.values() for name in names} <= set(
        shop.company.firm.registry.roles
    )
    assert {name for names in StockItem.kept_by.values() for name in names} <= set(
        shop.company.firm.registry.roles
    )


def test_a_delegation_is_not_filed_past_the_people_who_may(shop: Shop) -> None:
    day = shop.clock.now().date()
    stolen = Delegation(
        delegator=shop.carla.id, delegate=shop.ben.id, roles=("CREDIT_CLERK",), start=day, end=day
    )

    refused(lambda: shop.company.file(stolen, by=shop.ben))


# What does not fit.


@pytest.mark.parametrize("key", [None, "k1"])
def test_a_value_that_does_not_fit_is_an_input_error_that_does_not_repeat_it(
    shop: Shop, key: str | None
) -> None:
    with pytest.raises(InputError, match="email: ") as error:
        shop.company.change(shop.ada, email=["secret@example.com"], key=key)

    assert "secret" not in str(error.value)
    assert shop.company.get(Customer, shop.ada.id).version == shop.ada.version


def test_a_field_there_is_none_of_is_an_unknown_field(shop: Shop) -> None:
    with pytest.raises(UnknownField, match="Customer has no field shoe_size"):
        shop.company.change(shop.ada, shoe_size=42)
