"""Production: what is made and mended, and whether it is good."""

from fbo.back.production.desk import (
    INSPECTOR,
    OPERATOR,
    PLANNER,
    PRODUCTION,
    PRODUCTION_DEPARTMENT,
    QUALITY,
)

__all__ = [
    "INSPECTOR",
    "OPERATOR",
    "PLANNER",
    "PRODUCTION",
    "PRODUCTION_DEPARTMENT",
    "QUALITY",
]
