"""Service blueprints: a process drawn from its class, with the line of visibility.

What the customer does and sees stands on the left, then the front office, then, behind the line of
visibility, the back office (G. Lynn Shostack, "Designing Services That Deliver", Harvard Business
Review 62, 1984).  Time runs down the page.  From facts to ink the work is done by modules that know
only the one before: `facts` reads the class, `reading`, `lanes`, `ways` and `tracks` decide what
stands and runs where, `columns`, `rows`, `wiring`, `frame` and `footer` give it places in pixels,
`svg` and `page` write it down.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fbo.workflow.blueprint.facts import Facts, Measured, facts_of
from fbo.workflow.blueprint.layout import draw, plan_of
from fbo.workflow.blueprint.page import page_of
from fbo.workflow.blueprint.svg import svg_of

if TYPE_CHECKING:
    from fbo.workflow.process import Process

__all__ = ["Facts", "Measured", "blueprint", "draw", "facts_of", "page_of", "plan_of", "svg_of"]


def blueprint(process: "type[Process[Any]]", measured: Iterable[Measured] = ()) -> str:
    """The service blueprint of a process as SVG, with the times measured between its desks.

    The same class and the same times always give the same text.
    """
    return svg_of(draw(facts_of(process, measured)))
