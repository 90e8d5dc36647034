"""Complaint to resolution: a customer says what went wrong, and it is put right.

The front office takes every complaint and answers it; the back office finds out what happened.  Its
states and clocks are in `states`; each part of its life has a file of its own beside it.
"""

from fbo.front.service import Complaint
from fbo.processes.complaint_to_resolution.receiving import ComplaintReceiving
from fbo.processes.complaint_to_resolution.reviewing import ComplaintReviewing

__all__ = ["ComplaintToResolution"]


class ComplaintToResolution(ComplaintReceiving[Complaint], ComplaintReviewing[Complaint]):
    """A complaint, from the customer's first word to the matter put right."""
