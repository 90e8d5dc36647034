"""The page: a drawing in a file of its own for a browser, by day, by night and on paper.

A state tells about itself when it is pointed at or reached with the keyboard, and the ways to it
and from it stand out.  What is drawn is said once more in words, for those who cannot see it.
"""

from collections.abc import Iterable, Iterator
from html import escape

from fbo.workflow.blueprint.colours import by_day, by_night, page_colours
from fbo.workflow.blueprint.drawing import Drawing
from fbo.workflow.blueprint.facts import Facts, Way
from fbo.workflow.blueprint.svg import content_of
from fbo.workflow.table import in_words

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}: service blueprint</title>
<style>
{style}</style>
</head>
<body>
<main>
<svg xmlns="http://www.w3.org/2000/svg" role="group" aria-labelledby="title desc" \
viewBox="0 0 {width} {height}">
{content}</svg>
<details>
<summary>The same in words</summary>
{words}
</details>
</main>
</body>
</html>
"""
_LAYOUT = """\
body{margin:0;font:15px/1.5 Helvetica,Arial,sans-serif}
main{max-width:1200px;margin:0 auto;padding:16px}
svg{display:block;width:100%;height:auto}
details{padding:8px 24px}
summary{cursor:pointer}
table{border-collapse:collapse;margin:12px 0}
th,td{text-align:left;vertical-align:top;padding:4px 16px 4px 0;border-bottom:1px solid}
.w,.a{transition:opacity .15s}
.state:focus{outline:none}
@media print{details{display:none}main{max-width:none;padding:0}}
"""
_EDGE = 24
"""Around a drawing on paper, in pixels: it is printed on one sheet, as high as it is."""


def page_of(drawing: Drawing, facts: Facts) -> str:
    """The drawing as a page for a browser, which needs nothing else."""
    return _PAGE.format(
        title=escape(drawing.title),
        style="\n".join(_styles(drawing, facts)),
        width=drawing.width,
        height=drawing.height,
        content=content_of(drawing, focus=True),
        words="\n".join(_words(facts)),
    )


def _styles(drawing: Drawing, facts: Facts) -> Iterator[str]:
    yield _LAYOUT + by_day() + _around(night=False)
    sheet = f"{drawing.width + 2 * _EDGE}px {drawing.height + 2 * _EDGE}px"
    yield f"@page{{size:{sheet};margin:{_EDGE}px}}"
    # On paper it is always day.
    yield f"@media screen and (prefers-color-scheme:dark){{\n{by_night()}{_around(night=True)}}}"
    for state in facts.states:
        name = state.name
        yield (
            f"svg:has(#s-{name}:is(:hover,:focus-visible)) "
            f":is(.w,.a):not(.from-{name},.to-{name}){{opacity:.25}}"
        )


def _around(*, night: bool) -> str:
    paper, ink, seen = page_colours(night=night)
    return (
        f"body{{background:{paper};color:{ink}}}\n"
        f".state:focus-visible rect{{stroke:{seen};stroke-width:3}}\n"
    )


def _words(facts: Facts) -> Iterator[str]:
    yield from _table(
        ("State", "Desk", "Clock", "The customer sees"),
        (
            (
                in_words(s.name),
                ", ".join(d.name for d in s.desks) or s.kind,
                s.clock,
                " or ".join(s.labels),
            )
            for s in facts.states
        ),
    )
    yield from _table(("Step", "From", "To", "If", "By", "Hand-off"), map(_cells, facts.ways))


def _cells(way: Way) -> tuple[str, ...]:
    return (
        in_words(way.step),
        in_words(way.source),
        ", ".join(map(in_words, way.targets)),
        way.condition,
        ", ".join(way.by),
        way.hand_off.agreed if way.hand_off else "",
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield "<table>"
    yield "<tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>"
