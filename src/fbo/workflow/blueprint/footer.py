"""The footer: what the signs mean, and the hand-offs between each two desks.

Only signs that the drawing has are explained.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from fbo.workflow.blueprint.blocks import (
    HEIGHTS,
    SMALL,
    Line,
    hours,
)
from fbo.workflow.blueprint.columns import MARGIN, Columns
from fbo.workflow.blueprint.drawing import Rect
from fbo.workflow.blueprint.facts import ClockFact, Facts, Measured
from fbo.workflow.blueprint.gathering import Widespread, widespread
from fbo.workflow.blueprint.lanes import lane_title
from fbo.workflow.blueprint.lettering import width_of, wrapped
from fbo.workflow.blueprint.pen import Pen
from fbo.workflow.handoff import AGREED
from fbo.workflow.table import in_words

_HIGH = 24
_APART = 26
_SAMPLE = 30
_SIGN = 12
_MARKED = ("told", "sees", "stay", "alone", "hand-off", "asked")
_HEADS = ("From", "To", "Steps", "Agreed", "Measured")
_SHARES = (14, 14, 26, 23, 23)
_WIDER = (26, 26, 26, 22)
_CLOCK_HEADS = ("Clock", "Within", "Starts with", "Met by", "Kind")
_CLOCK_SHARES = (14, 14, 26, 36, 10)
_ROOM = 12


@dataclass(frozen=True, slots=True)
class HandOffRow:
    """What goes from one desk to another on agreed times: by which steps, and what was measured."""

    source: str
    desk: str
    steps: tuple[str, ...]
    agreed: str
    measured: Measured | None


def hand_off_rows(facts: Facts) -> tuple[HandOffRow, ...]:
    """The hand-offs between each two desks, in the order in which the process names them.

    What was measured between two desks stands in the first of their rows.
    """
    steps: dict[tuple[str, str, str], list[str]] = {}
    for way in facts.ways:
        given = way.hand_off
        for source, desk in () if given is None else product(given.sources, given.desks):
            if given is not None and source != desk:
                steps.setdefault((source, desk, given.agreed), []).append(way.step)
    took = {(one.source, one.desk): one for one in facts.measured}
    ordered = sorted(steps, key=lambda key: [(k[:2]) for k in steps].index(key[:2]))
    rows = [
        HandOffRow(
            source,
            desk,
            tuple(dict.fromkeys(steps[source, desk, agreed])),
            agreed,
            took.pop((source, desk), None),
        )
        for source, desk, agreed in ordered
    ]
    return (*rows, *(HandOffRow(*pair, (), "", one) for pair, one in took.items()))


def hand_off_groups(facts: Facts) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """From which desks to which each step may lead, by which steps, on which agreed times.

    Shorter than a row for each two desks, where nothing was measured between them.
    """
    between: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for way in facts.ways:
        if (given := way.hand_off) is not None:
            sources, desks = between.setdefault((way.step, given.agreed), ({}, {}))
            sources.update(dict.fromkeys(given.sources))
            desks.update(dict.fromkeys(given.desks))
    steps: dict[tuple[tuple[str, ...], tuple[str, ...], str], list[str]] = {}
    for (step, agreed), (sources, desks) in between.items():
        elsewhere = tuple(one for one in sources if set(desks) != {one})
        steps.setdefault((elsewhere, tuple(desks), agreed), []).append(step)
    return tuple((*places, tuple(names), (agreed,)) for (*places, agreed), names in steps.items())


def footer(pen: Pen, facts: Facts, columns: Columns, top: int) -> int:
    """Draw the legend and the hand-offs; gives back where they end."""
    y = _legend(pen, columns, top)
    often = widespread(facts)
    if often:
        y = _states_table(pen, often, columns, y + _APART)
    rows = hand_off_rows(facts)
    if rows:
        heads: Sequence[str] = _HEADS
        shares: Sequence[int] = _SHARES
        cells = [_cells(row) for row in rows]
        if not any(row.measured for row in rows):
            heads, shares = _HEADS[:-1], _WIDER
            cells = [_group_cells(*group) for group in hand_off_groups(facts)]
        y = _table(pen, "Hand-offs between desks", heads, shares, cells, columns, y + _APART)
    if facts.clocks:
        cells = [_clock_cells(one) for one in facts.clocks]
        title = "Clocks over several states"
        y = _table(pen, title, _CLOCK_HEADS, _CLOCK_SHARES, cells, columns, y + _APART)
    return y


def _legend(pen: Pen, columns: Columns, top: int) -> int:
    left, y = MARGIN, top
    for style, words in list(_signs(pen)):
        sample = _SIGN if style in _MARKED else _SAMPLE
        wide = sample + 6 + width_of(words, SMALL)
        if left + wide > columns.width - MARGIN:
            left, y = MARGIN, y + _HIGH
        _sample(pen, style, left, y + _HIGH // 2)
        line = Line(words, SMALL, "note")
        pen.line(line, left + sample + 6, y + (_HIGH - line.height) // 2)
        left += wide + _APART
    return y + _HIGH


def _signs(pen: Pen) -> Iterator[tuple[str, str]]:
    """The signs of this drawing, with what they mean."""
    boxes, marks = {box.style for box in pen.boxes}, {mark.style for mark in pen.marks}
    wires = {wire.style.partition(" ")[0] for wire in pen.wires}
    usual = f"hand-off to another desk: {AGREED}, unless said otherwise"
    every = (
        ("does", boxes, "what the customer does"),
        ("told", marks, "what he is told"),
        ("sees", marks, "what he sees"),
        ("open", boxes, "state: where the case lies"),
        ("many", boxes, "what may be done in many states"),
        ("at-rest", boxes, "at rest: ended, unless it goes on"),
        ("final", boxes, "the end"),
        ("on", wires, "onward"),
        ("end", wires, "to an end"),
        ("up", wires, "back to an earlier state"),
        ("stay", marks, "the case stays where it is"),
        ("alone", marks, "by itself, as soon as it can be"),
        ("hand-off", marks, usual),
        ("asked", marks, "another desk is asked, or answers; the case stays"),
    )
    for style, there, words in every:
        if style in there:
            yield style, words


def _sample(pen: Pen, style: str, left: int, y: int) -> None:
    if style in ("does", "open", "many", "at-rest", "final"):
        pen.box(f"sample {style}", Rect(left, y - 7, _SAMPLE - 2, 14), style)
    elif style in ("on", "end", "up"):
        pen.wire((left, y), (left + _SAMPLE - 2, y), style=style, arrow="end")
    else:
        pen.mark(left + _SIGN // 2, y, style)


def _states_table(pen: Pen, often: Sequence[Widespread], columns: Columns, top: int) -> int:
    """In which states each of the steps may be taken that are drawn once."""
    right = MARGIN + (columns.width - 2 * MARGIN) * _SHARES[0] // 100
    pen.line(Line("Steps in many states", 13, "name", bold=True), MARGIN, top)
    y = top + 24
    for one in often:
        pen.rule((MARGIN, y), (columns.width - MARGIN, y), "row")
        y += 5
        pen.line(Line(in_words(one.step), SMALL, "note", bold=True), MARGIN, y)
        states = ", ".join(map(in_words, one.states))
        for words in wrapped(states, SMALL, columns.width - MARGIN - right):
            pen.line(Line(words, SMALL, "note"), right, y)
            y += HEIGHTS[SMALL]
        y += 4
    return y


def _table(
    pen: Pen,
    title: str,
    heads: Sequence[str],
    shares: Sequence[int],
    rows: Sequence[Sequence[str]],
    columns: Columns,
    top: int,
) -> int:
    room = columns.width - 2 * MARGIN
    lefts = [MARGIN + room * sum(shares[:nth]) // 100 for nth in range(len(shares))]
    wide = [room * share // 100 - _ROOM for share in shares]
    pen.line(Line(title, 13, "name", bold=True), MARGIN, top)
    y = top + 24
    for left, head in zip(lefts, heads, strict=False):
        pen.line(Line(head, SMALL, "note", bold=True), left, y)
    y += HEIGHTS[SMALL] + 4
    for row in rows:
        pen.rule((MARGIN, y), (columns.width - MARGIN, y), "row")
        y = _row(pen, row, lefts, wide, y + 5) + 4
    return y


def _row(pen: Pen, row: Sequence[str], lefts: Sequence[int], wide: Sequence[int], top: int) -> int:
    bottom = top
    for cell, left, most in zip(row, lefts, wide, strict=True):
        y = top
        for words in wrapped(cell, SMALL, most):
            pen.line(Line(words, SMALL, "note"), left, y)
            y += HEIGHTS[SMALL]
        bottom = max(bottom, y)
    return bottom


def _cells(row: HandOffRow) -> tuple[str, ...]:
    return (
        lane_title(row.source),
        lane_title(row.desk),
        ", ".join(map(in_words, row.steps)),
        row.agreed,
        _figures(row.measured),
    )


def _group_cells(
    sources: tuple[str, ...],
    desks: tuple[str, ...],
    steps: tuple[str, ...],
    agreed: tuple[str, ...],
) -> tuple[str, ...]:
    return (
        ", ".join(map(lane_title, sources)),
        ", ".join(map(lane_title, desks)),
        ", ".join(map(in_words, steps)),
        *agreed,
    )


def _clock_cells(one: ClockFact) -> tuple[str, ...]:
    return (
        in_words(one.name).capitalize(),
        one.within,
        ", ".join(map(in_words, one.starts)) or "its opening",
        ", ".join(map(in_words, one.stops)) or "what its document says, or its end",
        one.kind,
    )


def _figures(one: Measured | None) -> str:
    """All that was measured between two desks: mean and longest, and how many were late."""
    if one is None:
        return ""
    late = f", {one.late} late" if one.late else ""
    often = "once" if one.count == 1 else f"{one.count} times"
    return (
        f"waited {hours(one.wait)} (up to {hours(one.longest_wait)}), took {hours(one.work)} "
        f"(up to {hours(one.longest_work)}); {often}{late}"
    )
