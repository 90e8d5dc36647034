"""Laws of tickets (TK-1 to TK-3): who has answered, whose turn it is, what never closes by itself.

Asked of what was done with a ticket, step by step, and of its clocks as they stand.
"""

from typing import Final

from fbo.company.company import Company
from fbo.processes.ticketing import Ticketing
from fbo.testing.laws.sight import Sight, must, same

__all__ = [
    "clocks_run_while_the_customer_waits",
    "first_responses_are_not_notes",
    "merged_tickets_lead_to_an_end",
    "tickets_close_where_they_were_resolved",
]

ANSWERS: Final = ("answer", "ask", "resolve")
"""What says something to the customer."""

FIRST: Final = (*ANSWERS, "convert", "merge")
"""What is a first response; a note among colleagues is none."""

TURNS: Final = ("record_reply", "reopen")
"""What makes it our turn."""


def first_responses_are_not_notes(sight: Sight) -> None:
    """TK-1: the first response is met by who answers, by nothing that stays among colleagues."""
    for case in sight.tickets:
        done = [line.step for line in case.history]
        clock = case.clocks["first_response"]
        answered = any(step in FIRST for step in done)
        same(f"whether ticket {case.id} had a first response", not clock.is_open, answered)


def clocks_run_while_the_customer_waits(sight: Sight) -> None:
    """TK-2: one clock runs from the customer's first word that nobody has answered, no other.

    It stops on each answer, and where the ticket is resolved.
    """
    for case in sight.tickets:
        waits: str | None = None
        for line in case.history:
            if line.step in ANSWERS:
                waits = None
            elif line.step in TURNS and waits is None:
                waits = line.at
        clock = case.clocks.get("next_response")
        runs = clock is not None and clock.is_open
        if not case.state.final:
            same(f"whether somebody owes ticket {case.id} an answer", runs, waits is not None)
        if clock is not None and runs and waits is not None and not case.state.final:
            began = clock.started_at.isoformat()[:19]
            same(f"since when the customer of ticket {case.id} waits", began, waits[:19])


def tickets_close_where_they_were_resolved(sight: Sight) -> None:
    """TK-3: nothing but a ticket that was resolved closes by itself, and only in silence.

    What is planned, or lies with the back office, goes nowhere but into somebody's hands.
    """
    for case in sight.tickets:
        for line in case.history:
            if line.now == "closed":
                same(f"from where ticket {case.id} was closed", line.was, "resolved")
            if line.was in ("scheduled", "with_back") and line.now != line.was:
                on = line.now == "opened" or line.by != "system"
                must(on, f"ticket {case.id} went from {line.was} to {line.now} by itself")


def merged_tickets_lead_to_an_end(sight: Sight) -> None:
    """A merged ticket leads to one that was not, however long the chain; none leads in circles.

    One that was converted has become something that is there.
    """
    tickets = {case.id: case for case in sight.tickets}
    for case in sight.tickets:
        seen, here = {case.id}, case
        while here.state.name == "merged":
            into = here.document.into or ""
            must(into in tickets and into not in seen, f"ticket {case.id} leads nowhere")
            seen.add(into)
            here = tickets[into]
        if case.state.name == "converted":
            _is_there(sight.company, case)


def _is_there(company: Company, case: Ticketing) -> None:
    became = company.read_case(case.document.became or "")
    same(f"whose ticket {case.id} has become", became.document.customer, case.document.customer)
    same(f"from what {became.id} came", became.parent, case.id)
