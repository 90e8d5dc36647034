"""Faults planted in the duties: each lets one person do what two must do."""

from dataclasses import replace
from typing import Any, Final

from fbo.company.afterwards import following
from fbo.company.engine import sheet_file
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import decide, duties
from fbo.workflow.duties import DutyWaiver
from fbo.workflow.facts import Facts

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of the duties."""

_noticed_by = planting.listed(MUTANTS)
_noticed = _noticed_by("test_no_two_duties_ever_meet_in_one_person")


@_noticed
def account_not_person() -> Planting:
    """Duties look at the account, of which a person may have two."""
    instead: Any = property(lambda self: (self.id, *self.stands_for))
    return _instead(Actor, "persons", instead)


@_noticed
def delegate_escapes() -> Planting:
    """A delegate is bound by what he did himself only."""
    instead: Any = property(lambda self: (self.person,))
    return _instead(Actor, "persons", instead)


@_noticed
def work_of_a_delegate_forgotten() -> Planting:
    """What a delegate did has not been done by whom he did it for."""
    took: Any = vars(Facts)["took"]

    def instead(self: Facts, step: str, person: str, *_: str) -> None:
        took(self, step, person)

    return _instead(Facts, "took", instead)


@_noticed
def only_the_last_colleague() -> Planting:
    """Who acts for two acts for the second one only."""
    acting_for: Any = vars(Actor)["acting_for"]

    def instead(self: Actor, other: Actor) -> Any:
        return replace(acting_for(self, other), stands_for=(other.person,))

    return _instead(Actor, "acting_for", instead)


@_noticed
def rights_not_hand() -> Planting:
    """Duties look at whose rights a step is taken with: those of SYSTEM, if a step took it."""

    def instead(case: Any, step: Any, _: Actor) -> Any:
        return duties.conflict(case, step, case.by)

    return _instead(decide, "conflict", instead)


@_noticed
def hand_lost_apart() -> Planting:
    """What happens in a commit of its own is nobody's work."""

    def instead(_: Any) -> Actor:
        return THE_SYSTEM

    return _instead(following, "_hand", instead)


@_noticed
def ancestors_not_asked() -> Planting:
    """Duties do not look at the case that a case came from."""
    return _instead(sheet_file.SheetFile, "_above", planting.none)


@_noticed
def any_waiver() -> Planting:
    """A waiver for another pair is accepted."""

    def instead(self: DutyWaiver, _: Any, persons: Any, on: Any) -> Any:
        return _relaxes(self, (self.one, self.other), persons, on)

    return _instead(DutyWaiver, "relaxes", instead)


@_noticed
def waiver_for_anybody() -> Planting:
    """A waiver for somebody else is accepted."""

    def instead(self: DutyWaiver, pair: Any, _: Any, on: Any) -> Any:
        return _relaxes(self, pair, self.persons, on)

    return _instead(DutyWaiver, "relaxes", instead)


@_noticed_by("test_a_waiver_for_one_of_two_is_not_for_both")
def waiver_for_one_of_two() -> Planting:
    """A waiver for one person is accepted for all whose hands it was."""

    def instead(self: DutyWaiver, pair: Any, persons: Any, on: Any) -> Any:
        named = set(persons) & set(self.persons)
        return _relaxes(self, pair, named or persons, on)

    return _instead(DutyWaiver, "relaxes", instead)


@_noticed
def waiver_not_named() -> Planting:
    """The entry does not say that it was decided under a waiver."""

    def instead(case: Any, step: Any, hand: Actor) -> Any:
        return duties.conflict(case, step, hand)[0], ()

    return _instead(decide, "conflict", instead)


_relaxes: Any = vars(DutyWaiver)["relaxes"]
_instead = planting.instead
