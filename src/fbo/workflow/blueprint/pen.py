"""The pen: gathers what is drawn, so that those who draw say only what and where."""

from fbo.workflow.blueprint.blocks import HEIGHTS, Line
from fbo.workflow.blueprint.drawing import Arrow, Box, Drawing, Mark, Point, Rect, Text, Wire
from fbo.workflow.blueprint.facts import Facts


class Pen:
    """Everything drawn so far, by what lies below what."""

    def __init__(self) -> None:
        self.panels: list[Box] = []
        self.rules: list[Wire] = []
        self.wires: list[Wire] = []
        self.boxes: list[Box] = []
        self.marks: list[Mark] = []
        self.texts: list[Text] = []

    def box(self, name: str, rect: Rect, style: str, tip: str = "") -> None:
        """A box."""
        self.boxes.append(Box(name, rect, style, tip))

    def line(self, line: Line, left: int, top: int, owner: str = "", tip: str = "") -> Text:
        """A line of words, whose room begins at `top`."""
        baseline = top + HEIGHTS[line.size] // 2 + line.size * 9 // 25
        text = Text(left, baseline, line.words, line.size, line.style, line.bold, owner, tip)
        self.texts.append(text)
        return text

    def wire(
        self,
        *points: Point,
        style: str,
        source: str = "",
        target: str = "",
        arrow: Arrow = "",
        tip: str = "",
    ) -> None:
        """A line from point to point; two points that are one are drawn once."""
        kept = [point for nth, point in enumerate(points) if not nth or point != points[nth - 1]]
        self.wires.append(Wire(tuple(kept), style, source, target, arrow, tip))

    def rule(self, start: Point, end: Point, style: str) -> None:
        """A line that belongs to the frame and not to the process."""
        self.rules.append(Wire((start, end), style))

    def mark(self, x: int, y: int, style: str) -> None:
        """A small sign around a point."""
        self.marks.append(Mark((x, y), style))

    def drawing(self, facts: Facts, width: int, height: int) -> Drawing:
        """What has been drawn."""
        return Drawing(
            title=facts.name,
            sentence=facts.sentence,
            width=width,
            height=height,
            panels=tuple(self.panels),
            rules=tuple(self.rules),
            wires=tuple(self.wires),
            boxes=tuple(self.boxes),
            marks=tuple(self.marks),
            texts=tuple(self.texts),
        )
