"""Colours: how a drawing looks by day and by night, as style sheets without a variable.

Letters have at least the contrast that the Web Content Accessibility Guidelines 2.1 ask for (4.5 to
1).  A sheet names every colour, so that programs that know little of style sheets draw it alike.
"""

from collections.abc import Mapping
from string import Template

from fbo.workflow.blueprint.lettering import FAMILY

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "ink": "#1f2937",
    "soft": "#52606d",
    "customer": "#fdf6ea",
    "front": "#e7f2f2",
    "back": "#eceef6",
    "lane": "#ffffff",
    "customer_ink": "#855300",
    "front_ink": "#0f6468",
    "back_ink": "#3f4a86",
    "box": "#ffffff",
    "edge": "#64748b",
    "end": "#334155",
    "end_ink": "#ffffff",
    "rest": "#dfe6ee",
    "chip": "#f6dfb2",
    "chip_edge": "#c08a2b",
    "chip_ink": "#5c3b00",
    "on": "#475569",
    "out": "#94a3b8",
    "up": "#7f8ac6",
    "handed": "#d9532c",
    "handed_ink": "#a83a18",
    "row": "#dde3ea",
}
DARK: Mapping[str, str] = {
    "paper": "#12171f",
    "ink": "#e7ecf2",
    "soft": "#a9b4c2",
    "customer": "#262013",
    "front": "#12282a",
    "back": "#1b2033",
    "lane": "#12171f",
    "customer_ink": "#f0c36d",
    "front_ink": "#6fd0d0",
    "back_ink": "#aab4f0",
    "box": "#1d2633",
    "edge": "#8fa0b5",
    "end": "#d5dde8",
    "end_ink": "#141a23",
    "rest": "#344256",
    "chip": "#4d3a10",
    "chip_edge": "#d9a441",
    "chip_ink": "#ffe2a8",
    "on": "#b7c4d4",
    "out": "#6b7b90",
    "up": "#8d98e0",
    "handed": "#ff8a63",
    "handed_ink": "#ff9d7c",
    "row": "#2b3543",
}
_SHEET = Template(
    """\
text{font-family:$family;fill:$ink}
.bold{font-weight:bold}
.sentence,.note,.condition,.told,.sees{fill:$soft}
.paper{fill:$paper}
.p-customer{fill:$customer}.p-front{fill:$front}.p-back{fill:$back}
.p-lane{fill:$lane;fill-opacity:.75}
.heading-customer{fill:$customer_ink}.heading-front{fill:$front_ink}.heading-back{fill:$back_ink}
.r-interaction{stroke:$chip_edge;stroke-width:1}
.r-visibility{stroke:$back_ink;stroke-width:1.5;stroke-dasharray:6 4}
.r-row{stroke:$row}
.b-open{fill:$box;stroke:$edge;stroke-width:1.25}
.b-many{fill:$box;stroke:$edge;stroke-width:1.25;stroke-dasharray:4 3}
.b-final{fill:$end;stroke:$end}
.b-at-rest{fill:$rest;stroke:$end;stroke-width:1.25}
.b-does{fill:$chip;stroke:$chip_edge}
.in-final{fill:$end_ink}
.does{fill:$chip_ink}
.handed{fill:$handed_ink}
.taken{fill:$front_ink}
.w{fill:none;stroke:$on;stroke-width:1.5}
.w-stem{stroke:$out;stroke-width:1.25}
.w-end{stroke:$out}
.w-up{stroke:$up}
.w-asks{stroke:$handed;stroke-width:1.25;stroke-dasharray:4 3}
.w-leader{stroke:$chip_edge;stroke-width:1;stroke-dasharray:1.5 3}
.a{fill:$on}.a-end{fill:$out}.a-up{fill:$up}.a-leader{fill:$chip_edge}.a-asks{fill:$handed}
.m-hand-off{fill:$handed;stroke:$paper}
.m-asked{fill:$paper;stroke:$handed}
.m-start{fill:$on}
.m-line{fill:none;stroke:$edge;stroke-width:1.25}
.m-solid{fill:$edge}
"""
)


def by_day() -> str:
    """The style sheet of a drawing on white paper."""
    return _SHEET.substitute(LIGHT, family=FAMILY)


def by_night() -> str:
    """The style sheet of a drawing on a dark screen."""
    return _SHEET.substitute(DARK, family=FAMILY)


def page_colours(*, night: bool) -> tuple[str, str, str]:
    """The paper, the ink and the colour of what is looked at, for the page around a drawing."""
    colours = DARK if night else LIGHT
    return colours["paper"], colours["ink"], colours["handed"]
