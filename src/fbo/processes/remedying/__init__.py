"""Remedying: what was agreed on a complaint becomes exactly one document, and is done.

A remedy is opened by its complaint, issued by itself as soon as it can be, and follows its document
from then on: the credit note that is posted, the refund that is paid, the lamp that has arrived.
One that cannot be carried out fails, which its complaint hears at once.

What each kind becomes is in `kinds`, whether it can be in `judging`; it is carried out in
`issuing`, and hears of what has come of it in `hearing`.
"""

from fbo.processes.remedying.hearing import RemedyHearing
from fbo.processes.remedying.judging import (
    made_good,
    orders_of,
    why_not_capped,
    why_not_corrected,
    why_not_offered,
    why_not_put_right,
)
from fbo.processes.remedying.kinds import executor

__all__ = [
    "Remedying",
    "executor",
    "made_good",
    "orders_of",
    "why_not_capped",
    "why_not_corrected",
    "why_not_offered",
    "why_not_put_right",
]


class Remedying(RemedyHearing):
    """A remedy, from the agreement to what it has become."""
