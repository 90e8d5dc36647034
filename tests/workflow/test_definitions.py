"""Definitions: a class that contradicts itself is refused when it is made, by the culprit's name.

Each wrong class stands beside its nearest right neighbour.  Here: the graph, crossings, and who
speaks to whom.
"""
# The classes are made, or not, and never used.
# pyright: basic, reportUnusedClass=false

from example import CREDIT_CONTROL, FINANCE, SALES, SHOP, WAREHOUSE
from notes import CLERK, Note, has_words, refused

from fbo.kernel.calendar import hours
from fbo.kernel.people import SYSTEM
from fbo.workflow.handoff import Incomplete
from fbo.workflow.notice import to_customer, to_desk
from fbo.workflow.process import Process
from fbo.workflow.state import State, before, open_states, same

# --- the graph ---------------------------------------------------------------------------------


def test_a_state_that_no_step_leads_to_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        read = State(final=True)
        send = written.to(read, by=CLERK)

    with refused("Wrong: no step leads to lost"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            lost = State(SALES)
            read = State(final=True)
            send = (written | lost).to(read, by=CLERK)


def test_a_state_that_only_its_own_steps_lead_to_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        filed = State(SALES)
        read = State(final=True)
        file_it = written.to(filed, by=CLERK)
        edit = (written | filed).to(same, by=CLERK)
        send = (written | filed).to(read, by=CLERK)

    with refused("Wrong: no step leads to filed"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            filed = State(SALES)
            read = State(final=True)
            edit = (written | filed).to(same, by=CLERK)
            send = (written | filed).to(read, by=CLERK)


def test_a_dead_end_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        filed = State(SALES)
        read = State(final=True)
        file_it = written.to(filed, by=CLERK)
        edit = filed.to(same, by=CLERK)
        send = (written | filed).to(read, by=CLERK)

    with refused("Wrong: filed is a dead end"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            filed = State(SALES)
            read = State(final=True)
            file_it = written.to(filed, by=CLERK)
            edit = filed.to(same, by=CLERK)
            send = written.to(read, by=CLERK)


def test_two_states_that_lead_to_each_other_only_are_a_dead_end() -> None:
    with refused("Wrong: filed is a dead end"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            filed = State(SALES)
            found = State(SALES)
            read = State(final=True)
            file_it = written.to(filed, by=CLERK)
            find = filed.to(found, by=CLERK)
            lose = found.to(filed, by=CLERK)
            send = written.to(read, by=CLERK)


def test_a_state_at_rest_is_no_dead_end() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        read = State(at_rest=True)
        send = written.to(read, by=CLERK)
        answer = read.to(written, by=CLERK)


def test_a_step_out_of_a_final_state_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        read = State(final=True)
        send = written.to(read, by=CLERK)
        correct = (written | read).to(same, by=CLERK)

    with refused("Wrong: read is final, but reopen leads out of it"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            read = State(final=True)
            send = written.to(read, by=CLERK)
            correct = read.to(same, by=CLERK)
            reopen = read.to(written, by=CLERK)


def test_a_state_with_neither_desk_nor_clock_is_refused() -> None:
    class OnADesk(Process[Note]):
        written = State(SALES, initial=True)
        read = State(final=True)
        send = written.to(read, by=CLERK)

    class OnAClock(Process[Note]):
        written = State(initial=True, within=hours(4))
        read = State(final=True)
        send = written.to(read, by=CLERK)

    class UntilADate(Process[Note]):
        written = State(initial=True, until=lambda _: None)
        read = State(final=True)
        send = written.to(read, by=CLERK)

    with refused("Wrong: written has neither desk nor clock"):

        class Wrong(Process[Note]):
            written = State(initial=True)
            read = State(final=True)
            send = written.to(read, by=CLERK)


def test_a_process_without_an_initial_state_is_refused() -> None:
    with refused("Wrong: has 0 initial states"):

        class Wrong(Process[Note]):
            written = State(SALES)
            read = State(final=True)
            send = written.to(read, by=CLERK)


def test_a_process_with_two_initial_states_is_refused() -> None:
    with refused("Wrong: has 2 initial states"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            dictated = State(SALES, initial=True)
            read = State(final=True)
            send = (written | dictated).to(read, by=CLERK)


def test_a_step_to_a_state_of_another_class_is_refused() -> None:
    class Other(Process[Note]):
        begun = State(SALES, initial=True)
        ended = State(final=True)
        end = begun.to(ended, by=CLERK)

    with refused("Wrong: send names the state ended, which the class does not have"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            read = State(final=True)
            send = written.to(Other.ended, by=CLERK, when=has_words).otherwise(read)


def test_a_step_to_a_state_without_a_name_is_refused() -> None:
    with refused("Wrong: send names the state"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            send = written.to(State(final=True), by=CLERK)


def test_a_process_of_no_document_is_refused() -> None:
    with refused("Wrong: names no document"):

        class Wrong(Process):
            written = State(SALES, initial=True)
            read = State(final=True)
            send = written.to(read, by=CLERK)


# --- crossings ---------------------------------------------------------------------------------


def test_a_crossing_without_a_way_back_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        checked = State(CREDIT_CONTROL)
        sent = State(final=True)
        hand_over = written.to(checked, by=CLERK, checklist=("words",))
        give_back = checked.to(written, by=CLERK, checklist=("words",))
        send = checked.to(sent, by=CLERK)

    with refused(
        "Wrong: hand_over crosses from written to checked, "
        "and no way leads back to a desk of the front office"
    ):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            checked = State(CREDIT_CONTROL)
            sent = State(final=True)
            hand_over = written.to(checked, by=CLERK, checklist=("words",))
            send = checked.to(sent, by=CLERK)


def test_a_way_back_may_be_long() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        checked = State(CREDIT_CONTROL)
        packed = State(WAREHOUSE)
        asked_about = State(SALES)
        sent = State(final=True)
        hand_over = written.to(checked, by=CLERK, checklist=("words",))
        pack = checked.to(packed, by=CLERK)
        query = packed.to(asked_about, by=CLERK, checklist=("words",))
        send = (packed | asked_about).to(sent, by=CLERK)


def test_a_way_back_may_be_a_return_as_incomplete() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        checked = State(CREDIT_CONTROL)
        sent = State(final=True)
        hand_over = written.to(checked, by=CLERK, checklist=("words",))
        return_incomplete = checked.to(before(checked), by=CLERK, takes=Incomplete)
        send = checked.to(sent, by=CLERK)


def test_a_return_as_incomplete_says_what_is_missing() -> None:
    with refused("Wrong: return_incomplete takes no form that says what is missing"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            checked = State(CREDIT_CONTROL)
            sent = State(final=True)
            hand_over = written.to(checked, by=CLERK, checklist=("words",))
            return_incomplete = checked.to(before(checked), by=CLERK, checklist=("words",))
            send = checked.to(sent, by=CLERK)


def test_a_crossing_without_a_checklist_is_refused() -> None:
    with refused("Wrong: hand_over crosses from written to checked without a checklist="):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            checked = State(CREDIT_CONTROL)
            sent = State(final=True)
            hand_over = written.to(checked, by=CLERK)
            give_back = checked.to(written, by=CLERK, takes=Incomplete)
            send = checked.to(sent, by=CLERK)


def test_a_step_into_a_final_state_needs_no_way_back() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(CREDIT_CONTROL, final=True)
        send = written.to(sent, by=CLERK)


def test_a_step_between_desks_of_one_office_needs_no_way_back() -> None:
    class Right(Process[Note]):
        checked = State(CREDIT_CONTROL, initial=True)
        packed = State(WAREHOUSE)
        sent = State(final=True)
        pack = checked.to(packed, by=CLERK)
        send = packed.to(sent, by=CLERK)


# --- who speaks to whom ------------------------------------------------------------------------


def test_a_back_office_department_that_speaks_to_a_customer_is_refused() -> None:
    class Right(Process[Note]):
        speaker = SHOP
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, tells=to_customer("sent"))

    with refused("Wrong: finance is no front-office department"):

        class Wrong(Process[Note]):
            speaker = FINANCE
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, tells=to_customer("sent"))


def test_a_step_that_tells_a_customer_in_nobody_s_name_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, tells=to_desk(WAREHOUSE, "sent"))

    with refused("Wrong: send tells a customer something, but no front-office department speaks"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, tells=to_customer("sent"))


def test_an_end_of_a_customer_s_case_that_tells_him_nothing_is_refused() -> None:
    class Internal(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    with refused("Wrong: send leads to sent, an end that tells the customer nothing"):

        class Wrong(Process[Note]):
            speaker = SHOP
            written = State(SALES, initial=True)
            sent = State(final=True, label="Sent")
            send = written.to(sent, by=CLERK, tells=to_desk(WAREHOUSE, "sent"))


def test_an_end_that_is_also_corrected_by_its_step_still_tells_the_customer() -> None:
    with refused("Wrong: send leads to sent, an end that tells the customer nothing"):

        class Wrong(Process[Note]):
            speaker = SHOP
            written = State(SALES, initial=True)
            sent = State(final=True, label="Sent")
            send = (written | sent).to(sent, by=CLERK)


def test_an_end_that_the_customer_does_not_see_need_not_be_told() -> None:
    class Right(Process[Note]):
        speaker = SHOP
        written = State(SALES, initial=True)
        filed = State(final=True)
        put_away = written.to(filed, by=CLERK)

    assert not Right.definition.steps["put_away"].tells


def test_a_step_from_all_open_states_leaves_out_those_that_have_ended() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        kept = State(at_rest=True)
        torn = State(final=True)
        keep = written.to(kept, by=CLERK)
        tear = open_states.to(torn, by=CLERK)

    assert Right.definition.sources(Right.definition.steps["tear"]) == {"written"}


def test_a_step_from_all_open_states_is_taken_as_soon_as_it_can_in_each() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        filed = State(SALES)
        sent = State(final=True)
        file_it = written.to(filed, by=CLERK)
        send = open_states.to(sent, by=SYSTEM, when=has_words, as_soon_as=True)

    assert Right.definition.soon == {"written": ("send",), "filed": ("send",)}
