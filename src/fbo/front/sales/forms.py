"""The forms on which steps of an order are taken."""

from fbo.kernel.document import Form
from fbo.kernel.text import Name
from fbo.workflow.handoff import Incomplete


class Cancellation(Form):
    """Why an order is cancelled: a reason code or a sentence the customer may read."""

    reason: Name


class Suspension(Incomplete):
    """Why an order is put on hold; naming what is missing returns it to where it came from."""

    reason: Name


class Turned(Form):
    """Why an order is turned down."""

    reason: Name
