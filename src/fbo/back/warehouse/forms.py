"""The forms on which steps of a shipment are taken."""

from collections.abc import Mapping

from fbo.kernel.document import Form
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import Name, ShortText


class Picking(Form):
    """What was really picked, by order line.  A line that is left out was picked in full."""

    quantities: Mapping[int, Quantity] = {}


class Delivery(Form):
    """What shows that the goods have arrived."""

    proof: ShortText = ""


class Reason(Form):
    """Why a shipment is cancelled, could not be delivered, or is taken for lost."""

    reason: Name
