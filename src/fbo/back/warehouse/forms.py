"""The forms on which steps of a shipment are taken."""

from collections.abc import Mapping

from fbo.kernel.document import Form, Id, Many, Value
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import Name, ShortText


class Found(Value):
    """So much of an item was found at a place for a line of the order."""

    line: int
    item: Id
    location: ShortText
    quantity: Quantity


class Picking(Form):
    """What was really picked.  What is named in neither field was picked in full.

    `quantities`: by order line, as the order counts it: so many pieces, so many kits.  Where it was
    to be taken from several places, it was taken from the first of them.  `found`: by place, and
    for a kit by component; a kit of which something was not found stays on the shelf.  `serials`:
    the serial numbers that leave for a line.
    """

    quantities: Mapping[int, Quantity] = {}
    found: Many[Found] = ()
    serials: Mapping[int, Many[ShortText]] = {}


class Delivery(Form):
    """What shows that the goods have arrived."""

    proof: ShortText = ""


class Reason(Form):
    """Why a shipment is cancelled, could not be delivered, or is taken for lost."""

    reason: Name
