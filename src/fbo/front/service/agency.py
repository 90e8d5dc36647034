"""Agencies: what an outside body that passes complaints on says of one, in its own words.

A regulator that takes complaints about companies keeps a record of each: when it came, when it was
sent to the company, what the company answered, whether that was in time.  This is kept beside the
complaint as the agency's word; our own clocks judge for themselves.
"""

from fbo.kernel.document import Value
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day


class AgencyRecord(Value):
    """What an agency says of a complaint; `None` and "" are what it does not say.

    `company`: whom it was sent to.  `response`: what the company has answered, in the agency's
    words.  `timely`: whether the agency holds that to be in time.  `disputed`: whether the
    complainant did not accept it.
    """

    agency: ShortText
    received: Day
    sent: Day | None = None
    product: ShortText = ""
    company: ShortText = ""
    response: ShortText = ""
    timely: bool | None = None
    disputed: bool | None = None

    @property
    def days(self) -> int | None:
        """Calendar days from receipt to the day it was sent on; below 0 if it says so."""
        return None if self.sent is None else (self.sent - self.received).days
