"""Queues: cases that wait for what a book counts, and the order in which they are served.

A process declares that its cases wait for goods, seats, whatever can be gained; whoever keeps the
cases serves them when there is some.  How that is carried out is not known here.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fbo.kernel.document import Document
from fbo.workflow.entries import Chart

if TYPE_CHECKING:
    from fbo.workflow.process import Process
    from fbo.workflow.step import Step


class Queue:
    """One declared queue.

    `by` is the indexed field that names what a case waits for, by the commodities of the book;
    `step` is taken of it when there is some; `is_free` says whether there is any for the case;
    `rank` of a document, its id and what is gained is smaller for who is served before.
    """

    def __init__(
        self,
        chart: Chart,
        by: str,
        step: "Step[Any]",
        is_free: Callable[[Any, str], bool],
        rank: Callable[[Any, str, str], Any],
    ) -> None:
        self.chart = chart
        self.by = by
        self.step = step
        self.is_free = is_free
        self.rank = rank
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """It is called what the class calls it."""
        self.name = name

    def waits_for(self, case: "Process[Any]") -> tuple[str, ...]:
        """What a case waits for as it is now; nothing where its step does not lead on."""
        return self.waited_for(case, case.facts.state, case.document)

    def waited_for(
        self, case: "Process[Any] | type[Process[Any]]", state: str, document: Document
    ) -> tuple[str, ...]:
        """What a case in a state, with a document, waits for."""
        if not case.definition.leads_from(self.step.name, state):
            return ()
        waits: tuple[str, ...] = getattr(document, self.by)
        return waits


def queue(
    chart: Chart,
    *,
    by: str,
    step: "Step[Any]",
    is_free: Callable[[Any, str], bool],
    rank: Callable[[Any, str, str], Any],
) -> Queue:
    """Serve the cases that wait for what a book counts, whenever something of it is gained.

    Each is served by its own step, taken by SYSTEM in a commit of its own, in the order of `rank`,
    until nothing is free.  What cannot be done becomes a task.
    """
    return Queue(chart, by, step, is_free, rank)
