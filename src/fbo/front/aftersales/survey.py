"""Surveys: how it was, asked of a customer once something of his has come to its end."""

from typing import ClassVar, Literal

from pydantic import model_validator

from fbo.kernel.document import Document, Form, Id, Personal
from fbo.kernel.text import LongText
from fbo.workflow.guard import guard

LOWEST, HIGHEST, BAD = 1, 5, 2
"""A score is from 1 to 5; up to 2 somebody asks whether it is a complaint."""


class Survey(Document):
    """What a customer is asked about an order or a complaint, and what he says."""

    indexed = ("customer", "about")
    public: ClassVar[tuple[str, ...]] = ("kind", "score", "process")

    customer: Id
    about: Id
    kind: Literal["order", "complaint"] = "order"
    score: int | None = None
    process: int | None = None
    comment: Personal[LongText] = ""


class Feedback(Form):
    """How he says it was, from 1 (bad) to 5 (good); and how it was dealt with, if he says so."""

    score: int
    process: int | None = None
    comment: Personal[LongText] = ""

    @model_validator(mode="after")
    def _is_a_score(self) -> "Feedback":
        said = [self.score] if self.process is None else [self.score, self.process]
        if not all(LOWEST <= score <= HIGHEST for score in said):
            raise ValueError(f"a score is from {LOWEST} to {HIGHEST}")
        return self


@guard("a survey begins without an answer")
def is_unanswered(survey: Survey) -> bool:
    """Whether nothing is said yet."""
    return survey.score is None
