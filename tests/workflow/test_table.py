"""Tables: one row a state and one row a step, as the class declares them."""

from example import SALES, OrderToCash, TimeOff
from notes import CLERK, Note

from fbo.workflow.process import Process
from fbo.workflow.state import State, open_states, same
from fbo.workflow.table import Row, StateRow, markdown, states, table


def row(step: str) -> Row:
    return next(row for row in table(OrderToCash) if row.step == step)


def test_a_step_is_told_in_one_row() -> None:
    assert row("place") == Row(
        step="place",
        by="CUSTOMER, SALES_REP",
        from_="drafted",
        to="placed",
        needs="has lamps, has address, good customer, customer filled in",
        takes="",
        tells="customer: order_received",
    )


def test_a_step_with_branches_tells_each_with_its_condition() -> None:
    assert row("decide").to == "confirmed if within credit; otherwise credit_hold"


def test_a_step_that_the_system_takes_says_so() -> None:
    assert row("decide").by == "SYSTEM, CREDIT_CLERK, as soon as it can be"


def test_a_step_tells_its_form() -> None:
    assert row("cancel").takes == "Cancellation"


def test_a_step_that_stays_or_goes_back_says_so() -> None:
    assert row("amend").to == "the same"
    assert row("resume").to == "before paused"


def test_checklists_and_duties_are_needs() -> None:
    assert row("dispatch").needs == "parcels filled in"
    assert row("release").needs == "not by whoever took place"


def test_everybody_who_hears_of_it_is_named() -> None:
    assert row("dispatch").tells == "customer: order_dispatched, owner: order_dispatched"
    assert row("take_back").tells == "SALES: came_back"


def test_the_step_that_opens_a_case_stands_first() -> None:
    first = table(TimeOff)[0]

    assert (first.step, first.from_, first.to) == ("ask", "", "asked_for")


def test_a_step_from_all_open_states_says_so() -> None:
    class Sending(Process[Note]):
        written = State(SALES, initial=True)
        kept = State(at_rest=True)
        torn = State(final=True)
        keep = written.to(kept, by=CLERK)
        edit = (open_states | kept).to(same, by=CLERK)
        tear = open_states.to(torn, by=CLERK)

    assert [row.from_ for row in table(Sending)] == [
        "written",
        "every open state, kept",
        "every open state",
    ]


def test_a_state_is_told_in_one_row() -> None:
    assert states(OrderToCash)[1] == StateRow(
        "placed", "CREDIT_CONTROL", "4 business hours", "Order received", ""
    )


def test_a_state_says_whether_a_case_begins_rests_or_ends_there() -> None:
    assert [row.meaning for row in states(OrderToCash)] == [
        *("begins here", "", "", "", ""),
        *("at rest", "the end"),
    ]


def test_a_state_says_who_holds_the_case_meanwhile() -> None:
    class Sending(Process[Note]):
        written = State(SALES, initial=True, holder="customer", until=lambda _: None)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    first = states(Sending)[0]

    assert (first.clock, first.meaning) == (
        "until its own date",
        "begins here, held by the customer",
    )


def test_a_page_shows_both_tables() -> None:
    lines = markdown(TimeOff).splitlines()

    assert lines[0] == "| state | desk | clock | label | meaning |"
    assert lines[2] == "| asked_for | PEOPLE or WAREHOUSE |  |  | begins here |"
    assert lines[8] == "| step | by | from | to | needs | takes | tells |"
    assert lines[-1] == "| withdraw | EMPLOYEE | every open state | withdrawn |  |  |  |"


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    class Sending(Process[Note]):
        written = State(SALES, initial=True, label="In work | on hold")
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    assert "| In work \\| on hold |" in markdown(Sending)
