"""The company itself: its processes and their families, its policies, what its store may hold."""

import pytest
from press import EDITOR, PROCESSES, TABLE, Book, Leaf, Note

from fbo import (
    SALES,
    Actor,
    Company,
    DefinitionError,
    InputError,
    OrderToCash,
    Policies,
    Process,
    SchemaMismatch,
    State,
    hours,
)
from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Order, OrderPolicy
from fbo.testing.shop import Shop

# Opening and closing.


def test_a_company_is_used_in_a_with_block(tmp_path: object) -> None:
    with Company(f"sqlite:///{tmp_path}/acme.db") as company:
        filed = company.file(Note(text="kept"))

    with Company(f"sqlite:///{tmp_path}/acme.db") as again:
        assert again.get(Note, filed.id).document.text == "kept"


def test_what_was_done_is_there_for_the_next_company(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/acme.db"
    shop = Shop(url)
    order = shop.placed(3)
    shop.company.close()

    with Company(url) as again:
        assert again.case(OrderToCash, order.id).document == order.document
        assert again.history(order) == order.history


def test_two_companies_in_one_store_do_not_see_each_other() -> None:
    store = MemoryStore()
    acme, bolt = Company(store, space="acme"), Company(store, space="bolt")

    filed = acme.file(Note(text="secret"))

    with pytest.raises(LookupError):
        bolt.get(Note, filed.id)


def test_a_company_runs_only_the_processes_it_was_given() -> None:
    company = Company()

    with pytest.raises(SchemaMismatch, match="the company runs no process Book"):
        company.open(Book, Note(), by=Actor.employee("edna", EDITOR))


def test_what_is_no_process_cannot_be_opened(shop: Shop) -> None:
    with pytest.raises(InputError):
        shop.company.open(Note, Note(), by=shop.anna)  # type: ignore[arg-type, type-var]


# Policies.


def test_policies_are_numbered_from_one() -> None:
    assert Company().firm.policies_version == 1


def test_the_same_policies_keep_their_number() -> None:
    store = MemoryStore()
    Company(store)

    assert Company(store).firm.policies_version == 1


def test_other_policies_have_the_next_number() -> None:
    store = MemoryStore()
    Company(store)

    company = Company(store, policies=Policies(order=OrderPolicy(backorder="deny")))

    assert company.firm.policies_version == 2
    assert [e.type for e in company.journal()] == ["policies.set", "policies.set"]


def test_an_entry_names_the_policies_it_was_decided_under() -> None:
    store = MemoryStore()
    Company(store)
    shop = Shop(store, policies=Policies(order=OrderPolicy(backorder="deny")))

    shop.drafted()

    assert shop.company.journal()[-1].data["policies"] == 2


def test_a_policy_decides() -> None:
    shop = Shop(policies=Policies(order=OrderPolicy(backorder="deny")))
    order = shop.drafted()

    assert [reason.code for reason in order.place.refusals(by=shop.anna)] == ["out_of_stock"]


# Families.


class AcmeOrder(Order):
    """An order with a colour."""

    colour: str = ""


class AcmeOrderToCash(OrderToCash[AcmeOrder], replaces=OrderToCash):
    """Acme thanks nobody before Christmas, and paints its orders."""

    painted = State(SALES, within=hours(4), label="Being painted")

    paint = OrderToCash.drafted.to(painted, by=OrderToCash.place.step.by)
    place = OrderToCash.place.also(painted)

    @paint.then
    def _paint(self) -> AcmeOrder:
        return self.change(colour="red")


def test_a_process_that_replaces_another_is_opened_under_its_name() -> None:
    shop = Shop(processes=(AcmeOrderToCash,))

    order = shop.company.open(OrderToCash, AcmeOrder(**shop.order().__dict__), by=shop.anna)

    assert type(order) is AcmeOrderToCash


def test_open_cases_follow_the_class_of_the_company() -> None:
    store = MemoryStore()
    order = Shop(store).drafted()

    acme = Company(store, processes=(AcmeOrderToCash,))
    anna = Actor.employee("anna", *AcmeOrderToCash.place.step.by)
    painted = acme.case(AcmeOrderToCash, order.id)
    painted.paint(by=anna)

    assert acme.case(AcmeOrderToCash, order.id).document.colour == "red"


def test_a_step_declared_again_keeps_its_effect() -> None:
    shop = Shop(processes=(AcmeOrderToCash,))
    order = shop.company.open(AcmeOrderToCash, AcmeOrder(**shop.order().__dict__), by=shop.anna)
    order.paint(by=shop.anna)

    order.place(by=shop.anna)

    assert order.document.number == 1
    assert order.state.name == "confirmed"


def test_reactions_follow_the_class_of_the_company() -> None:
    shop = Shop(processes=(AcmeOrderToCash,))
    shop.receive(1)
    order = shop.company.open(AcmeOrderToCash, AcmeOrder(**shop.order().__dict__), by=shop.anna)
    order.place(by=shop.anna)

    shop.shipped(order)

    assert shop.now(order).state.name == "fulfilled"
    assert len(shop.now(order).invoices) == 1


def test_two_processes_of_one_family_do_not_run_together() -> None:
    class Bolt(OrderToCash, replaces=OrderToCash):
        """Another one."""

    with pytest.raises(DefinitionError, match="are both the family OrderToCash"):
        Company(processes=(AcmeOrderToCash, Bolt))


def test_a_reaction_to_a_process_that_does_not_run_is_refused_at_the_start() -> None:
    with pytest.raises(DefinitionError, match=r"reacts to Leaf\.press"):
        Company(processes=(Book,))


# What the store may hold.


def test_a_state_that_nobody_declares_is_found_at_the_start() -> None:
    store = MemoryStore()
    shop = Shop(store, processes=PROCESSES)
    edna = shop.company.hire("Edna", EDITOR)
    shop.company.open(Leaf, Note(text="x"), by=edna)

    with pytest.raises(SchemaMismatch, match=r"cases in Leaf\.blank"):
        Company(store)


def test_a_state_that_was_renamed_without_saying_so_is_found_at_the_start() -> None:
    store = MemoryStore()
    shop = Shop(store, processes=(_old(),))
    shop.company.open(_old(), Note(), by=shop.company.hire("Edna", EDITOR))

    with pytest.raises(SchemaMismatch, match=r"was="):
        Company(store, processes=(_renamed(),))


def test_a_state_that_says_what_it_was_is_known() -> None:
    store = MemoryStore()
    shop = Shop(store, processes=(_old(),))
    edna = shop.company.hire("Edna", EDITOR)
    case = shop.company.open(_old(), Note(), by=edna)

    company = Company(store, processes=(_renamed("planned"),))
    found = company.case(_renamed("planned"), case.id)
    assert found.state.name == "sketched"
    found.finish(by=edna)

    assert company.case(_renamed("planned"), case.id).state.name == "finished"


def test_a_field_that_nobody_declares_is_found_when_it_is_read() -> None:
    store = MemoryStore()
    shop = Shop(store, processes=(AcmeOrderToCash,))
    order = shop.company.open(AcmeOrderToCash, AcmeOrder(**shop.order().__dict__), by=shop.anna)
    order.paint(by=shop.anna)
    order.place(by=shop.anna)

    with pytest.raises(SchemaMismatch, match="colour"):
        Company(store).case(OrderToCash, order.id)


def _old() -> type[Process[Note]]:
    return _sketching("planned", ())


def _renamed(*was: str) -> type[Process[Note]]:
    return _sketching("sketched", was)


def _sketching(first: str, was: tuple[str, ...]) -> type[Process[Note]]:
    state = State(TABLE, initial=True, was=was)
    finished = State(final=True)
    body = {
        "__module__": __name__,
        "__doc__": "A sketch.",
        "__orig_bases__": (Process[Note],),
        first: state,
        "finished": finished,
        "finish": state.to(finished, by=EDITOR),
    }
    return type("Sketching", (Process,), body)


def test_a_company_that_is_opened_without_policies_goes_on_under_those_it_has() -> None:
    store = MemoryStore()
    Company(store, policies=Policies(order=OrderPolicy(backorder="deny")))

    again = Company(store)

    assert again.policies.order.backorder == "deny"


def test_a_case_in_a_state_of_a_former_name_is_found_under_the_new_one() -> None:
    store = MemoryStore()
    shop = Shop(store, processes=(_old(),))
    edna = shop.company.hire("Edna", EDITOR)
    case = shop.company.open(_old(), Note(), by=edna)
    renamed = _renamed("planned")

    company = Company(store, processes=(renamed,))

    assert [found.id for found in company.find(renamed, state="sketched")] == [case.id]
