"""Production: what is made and mended, and whether it is good."""

from fbo.back.production.desk import (
    INSPECTOR,
    OPERATOR,
    PLANNER,
    PRODUCTION,
    PRODUCTION_DEPARTMENT,
    QUALITY,
)
from fbo.back.production.prevention import (
    Effect,
    KnowledgeNote,
    Measures,
    PreventionPolicy,
    PreventiveAction,
    Seen,
)

__all__ = [
    "INSPECTOR",
    "OPERATOR",
    "PLANNER",
    "PRODUCTION",
    "PRODUCTION_DEPARTMENT",
    "QUALITY",
    "Effect",
    "KnowledgeNote",
    "Measures",
    "PreventionPolicy",
    "PreventiveAction",
    "Seen",
]
