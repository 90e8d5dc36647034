"""SVG: a drawing as a picture that needs nothing else, with titles to be read aloud.

Every text is told how wide it is, so that it keeps to its room in whatever letters it is shown.
"""

from html import escape

from fbo.workflow.blueprint.colours import by_day
from fbo.workflow.blueprint.drawing import Box, Drawing, Mark, Point, Text, Wire

_ROUND = 7
_HEAD, _HALF = 8, 4
_CORNERS = {"final": 18, "at-rest": 18, "does": 9}
_CORNER = 6
_BELOW = ("leader", "stem", "asks", "end", "up", "on")
"""What is drawn first lies below."""
_MARKS = {
    "hand-off": '<path class="m-hand-off" d="M-5 0l5 -5l5 5l-5 5Z"/>',
    "asked": '<path class="m-asked" d="M-5 0l5 -5l5 5l-5 5Z"/>',
    "start": '<circle class="m-start" r="5"/>',
    "alone": '<path class="m-solid" d="M1 -6l-5 7h3l-1 5l5 -7h-3Z"/>',
    "stay": '<path class="m-line" d="M-7 -3h6a3 3 0 0 1 0 6h-2"/>'
    '<path class="m-solid" d="M-7 3l5 -3v6Z"/>',
    "told": '<path class="m-line" d="M-5.5 -4h11v8h-11ZM-5.5 -4l5.5 5l5.5 -5"/>',
    "sees": '<path class="m-line" d="M-6 0q6 -8 12 0q-6 8 -12 0Z"/><circle class="m-solid" r="2"/>',
}


def svg_of(drawing: Drawing) -> str:
    """The drawing as a picture of its own."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" '
        f'width="{drawing.width}" height="{drawing.height}" '
        f'viewBox="0 0 {drawing.width} {drawing.height}">\n'
        f"<style>\n{by_day()}</style>\n{content_of(drawing)}</svg>\n"
    )


def content_of(drawing: Drawing, *, focus: bool = False) -> str:
    """What stands within the picture; with `focus` its states can be reached by the keyboard."""
    wires = sorted(drawing.wires, key=lambda wire: _BELOW.index(_kind(wire)))
    parts = (
        f'<title id="title">{escape(drawing.title)}: service blueprint</title>',
        f'<desc id="desc">{escape(drawing.sentence)}</desc>',
        f'<rect class="paper" width="{drawing.width}" height="{drawing.height}"/>',
        *(_rect(f"p-{panel.style}", panel, 0) for panel in drawing.panels),
        *(f'<path class="r-{rule.style}" d="{_path(rule.points)}"/>' for rule in drawing.rules),
        *(_wire(wire) for wire in wires),
        *(_box(box, drawing, focus=focus) for box in drawing.boxes),
        *(_mark(mark) for mark in drawing.marks),
        *(_text(text) for text in drawing.texts if not text.owner),
    )
    return "\n".join(parts) + "\n"


def _rect(style: str, box: Box, corner: int) -> str:
    rect = box.rect
    return (
        f'<rect class="{style}" x="{rect.left}" y="{rect.top}" width="{rect.width}" '
        f'height="{rect.height}"' + (f' rx="{corner}"/>' if corner else "/>")
    )


def _box(box: Box, drawing: Drawing, *, focus: bool) -> str:
    """A box with its words; one that says something more can be looked at by itself."""
    corner = min(_CORNERS.get(box.style, _CORNER), box.rect.height // 2)
    inner = _rect(f"b-{box.style}", box, corner) + "".join(
        _text(text) for text in drawing.texts if text.owner == box.name
    )
    if not box.tip:
        return f"<g>{inner}</g>"
    tip = escape(box.tip)
    reach = f' id="s-{box.name}" tabindex="0" role="img" aria-label="{tip}"' if focus else ""
    return f'<g class="state"{reach}><title>{tip}</title>{inner}</g>'


def _text(text: Text) -> str:
    style = f"{text.style} bold" if text.bold else text.style
    said = (
        f'<text class="{style}" x="{text.left}" y="{text.baseline}" font-size="{text.size}" '
        f'textLength="{text.width}" lengthAdjust="spacingAndGlyphs">{escape(text.words)}'
    )
    return said + (f"<title>{escape(text.tip)}</title></text>" if text.tip else "</text>")


def _kind(wire: Wire) -> str:
    return wire.style.partition(" ")[0]


def _wire(wire: Wire) -> str:
    kind = _kind(wire)
    ends = f" from-{wire.source} to-{wire.target}" if wire.source else ""
    path = f'<path class="w w-{kind}{ends}" d="{_path(wire.points)}"/>'
    if wire.arrow:
        path += f'<path class="a a-{kind}{ends}" d="{_head(*wire.points[-2:])}"/>'
    return path


def _path(points: tuple[Point, ...]) -> str:
    """From point to point, around each corner in a small arc."""
    drawn = f"M{_at(points[0])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_ROUND, _far(before, corner) // 2, _far(corner, after) // 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        drawn += f"L{_at(start)}Q{_at(corner)} {_at(end)}"
    return f"{drawn}L{_at(points[-1])}"


def _at(point: Point) -> str:
    return f"{point[0]} {point[1]}"


def _far(a: Point, b: Point) -> int:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(a: Point, b: Point, far: int) -> Point:
    """From a point so far towards another, level or upright."""
    return (a[0] + far * _sign(b[0] - a[0]), a[1] + far * _sign(b[1] - a[1]))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _head(before: Point, tip: Point) -> str:
    x, y = _towards(tip, before, _HEAD)
    across, along = (_HALF, 0) if before[0] == tip[0] else (0, _HALF)
    return f"M{_at(tip)}L{x + across} {y + along}L{x - across} {y - along}Z"


def _mark(mark: Mark) -> str:
    return f'<g transform="translate({_at(mark.at)})">{_MARKS[mark.style]}</g>'
