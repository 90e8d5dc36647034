"""Planted faults of what follows a commit: reactions, timers, messages, history.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from fbo.company.afterwards import following
from fbo.company.engine import carrying, closing
from fbo.company.engine.driver import Driver
from fbo.company.engine.ops import Commit, Doing, Send
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import AS_SOON_AS, Worksheet
from fbo.company.messages.recipients import recipient
from fbo.company.messages.relay import TIMEOUT, Relay
from fbo.kernel.errors import StepRefused
from fbo.ports.notification import Delivered
from fbo.ports.storage import Batch, Check, Put, Record
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of what follows a commit."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_refused_reaction_refuses_the_step")
def refused_reaction_ignored() -> Planting:
    """A reaction that is refused refuses nobody."""
    react: Any = vars(carrying)["react"]

    def instead(*given: Any) -> Any:
        try:
            yield from react(*given)
        except StepRefused:
            return

    return planting.instead(carrying, "react", instead)


@_noticed_by("test_a_reaction_apart_happens_once")
def reaction_apart_run_twice() -> Planting:
    """The record that asks for a reaction apart stays when it has been run."""
    return planting.instead(following, "Delete", Check)


@_noticed_by("test_a_reaction_apart_that_is_refused_becomes_a_task")
def failed_reaction_forgotten() -> Planting:
    """A reaction apart that fails leaves nothing behind."""

    def instead(*_: Any) -> Any:
        yield from ()
        return ""

    return planting.instead(following, "open_task", instead)


@_noticed_by("test_a_timer_goes_when_its_step_leads_from_nowhere")
def timer_kept_after_the_end() -> Planting:
    """A timer stays though its step does not lead from where the case is."""
    return planting.instead(carrying, "_drop_timers", planting.nothing)


@_noticed_by("test_after_a_crash_a_worker_goes_on_within_a_minute")
def nothing_stands_in_for_what_follows() -> Planting:
    """No timer says that SYSTEM has to go on, should this process die."""
    note: Any = vars(closing)["_note_timers"]

    def instead(sheet: Worksheet) -> None:
        note(sheet)
        for work in sheet.cases.values():
            work.case.facts.timers.pop(AS_SOON_AS, None)

    return planting.instead(closing, "_note_timers", instead)


@_noticed_by("test_what_waits_is_asked_once_more_and_left_in_peace")
def tried_for_ever() -> Planting:
    """What cannot go on is asked again every minute."""
    note: Any = vars(closing)["_note_timers"]

    def instead(sheet: Worksheet) -> None:
        sheet.resting.clear()
        note(sheet)

    return planting.instead(closing, "_note_timers", instead)


@_noticed_by("test_a_message_is_written_in_the_commit_of_its_step")
def message_in_a_second_commit() -> Planting:
    """Messages are committed after the step that sends them."""
    carry_out: Any = vars(Driver)["_carry_out"]

    def instead(driver: Driver, op: Any) -> Any:
        if type(op) is not Commit:
            return carry_out(driver, op)
        batch = op.batch
        later = [
            w for w in batch.writes if type(w) is Put and w.key[0] == "message" and not w.expect
        ]
        now = tuple(write for write in batch.writes if write not in later)
        sealed = carry_out(driver, Commit(replace(batch, writes=now)))
        if later:
            carry_out(driver, Commit(Batch(batch.space, f"{batch.id}m", tuple(later))))
        return sealed

    return planting.instead(Driver, "_carry_out", instead)


@_noticed_by("test_what_could_not_be_sent_is_tried_again")
def message_dropped_on_error() -> Planting:
    """Whatever a notifier answers is taken for delivered."""
    send: Any = vars(Driver)["_send"]

    def instead(driver: Driver, op: Any) -> Delivered:
        send(driver, op)
        return Delivered()

    return planting.instead(Driver, "_send", instead)


@_noticed_by("test_a_message_is_claimed_by_one_worker")
def sent_before_it_is_claimed() -> Planting:
    """Whoever lost the race for a message sends it all the same."""
    deliver: Callable[..., Doing[int]] = vars(Relay)["_deliver"]

    def instead(relay: Relay, record: Any, now: Any) -> Doing[int]:
        reader = yield from recipient(relay.firm, relay.channels, record.body)
        body = {"attempt": 0, **record.body}
        found = Record(record.key, record.version, body)
        message: Any = vars(Relay)["_message"](relay, found, reader)
        yield Send(message, TIMEOUT)
        return (yield from deliver(relay, record, now))

    return planting.instead(Relay, "_deliver", instead)


@_noticed_by("test_history_goes_back_to_the_beginning_beyond_a_hundred_lines")
def page_of_history_lost() -> Planting:
    """A page of older lines that leaves the case is kept nowhere."""
    body: Any = vars(Working)["body"]

    def instead(work: Working) -> Any:
        made, page = body(work)
        return made, page and (page[0], [])

    return planting.instead(Working, "body", instead)
