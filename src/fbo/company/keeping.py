"""Keeping: who may file and change documents that have no process, and post what no case asks for.

A document's class names its keepers, and other keepers for fields that are not theirs to set; a
book's chart names who posts to it by hand, and who may go below its floors.  SYSTEM may; whoever is
named nowhere may not.  A chart is the company's own: nobody brings the one by which he is judged.
"""

from collections.abc import Iterable

from fbo.company.engine.registry import Registry
from fbo.kernel.document import Document
from fbo.kernel.errors import NotAllowed, Reason, StepRefused
from fbo.kernel.people import SYSTEM, Actor
from fbo.workflow.entries import Chart


def judge_filing(registry: Registry, document: Document, by: Actor) -> None:
    """Whether somebody may file a document as it is.  Raises `NotAllowed`."""
    kind = type(document)
    wanted = {kind.keeper_names(): f"file a document {kind.__name__}"}
    fields = kind.model_fields
    given = [f for f in kind.kept_by if getattr(document, f) != fields[f].get_default()]
    _judge(registry, "file", wanted | _by_keepers(kind, given), by)


def judge_change(
    registry: Registry, kind: type[Document], fields: Iterable[str], by: Actor
) -> None:
    """Whether somebody may change these fields of a document on file.  Raises `NotAllowed`."""
    _judge(registry, "change", _by_keepers(kind, fields), by)


def judge_posting(registry: Registry, chart: Chart, by: Actor, *, below_floor: bool) -> None:
    """Whether somebody may post to a book by hand, by the company's chart and no other.

    Raises `StepRefused` for a book the company does not keep, and for a chart that is not the one
    by which it does; `NotAllowed`.
    """
    known = registry.charts.get(chart.book)
    if known is None or not known.is_the_same_as(chart):
        raise StepRefused("post", (_not_ours(chart.book, known),))
    wanted = [(known.posters, f"post to the book {known.book}")]
    if below_floor:
        wanted.append((known.overriders, f"go below a floor of the book {known.book}"))
    for roles, what in wanted:
        _judge(registry, "post", {tuple(role.name for role in roles): what}, by)


def _not_ours(book: str, known: Chart | None) -> Reason:
    if known is None:
        way_out = "name its chart in the `charts` of a process that the company runs"
        return Reason("unknown_book", f"the company keeps no book {book}", {"book": book}, way_out)
    sentence = f"the company keeps the book {book} by another chart"
    return Reason("not_our_chart", sentence, {"book": book}, "post by the company's own chart")


def _by_keepers(kind: type[Document], fields: Iterable[str]) -> dict[tuple[str, ...], str]:
    """What is to be done, by the names of the roles that may."""
    found: dict[tuple[str, ...], list[str]] = {}
    for field in fields:
        # A field there is none of is nobody's: that it is not there is said later.
        found.setdefault(kind.keeper_names(field), []).append(
            field if field in kind.kept_by else ""
        )
    return {
        keepers: f"set {', '.join(filter(None, names))} of a document {kind.__name__}"
        if any(names)
        else f"change a document {kind.__name__}"
        for keepers, names in found.items()
    }


def _judge(registry: Registry, step: str, wanted: dict[tuple[str, ...], str], by: Actor) -> None:
    if SYSTEM in by.roles:
        return
    held = {role.name for role in by.roles}
    refused = tuple(
        _only(registry, names, what) for names, what in wanted.items() if held.isdisjoint(names)
    )
    if refused:
        raise NotAllowed(step, refused)


def _only(registry: Registry, names: tuple[str, ...], what: str) -> Reason:
    known = registry.roles
    people = " or ".join(known[name].title if name in known else name for name in names)
    whoever = people or "the system"
    way_out = f"ask {people}" if people else "name its keepers where it is defined"
    return Reason("not_allowed", f"only {whoever} may {what}", {"roles": list(names)}, way_out)
