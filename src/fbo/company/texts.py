"""Texts: what a message says, from its template and data.

A template is a subject and a text with `{names}`; a name that has no value is left empty.  There is
no attribute access and no code in a template.
"""

from collections.abc import Mapping
from typing import Any

from fbo.kernel.wording import filled

ENGLISH: Mapping[str, tuple[str, str]] = {
    "order_received": ("Your order", "We have received your order {number}. Thank you."),
    "order_decided": ("Your order {number}", "Your order {number}: {label}."),
    "order_rejected": ("Your order", "We are sorry: we cannot take your order {number}."),
    "order_cancelled": ("Your order is cancelled", "Order {number} is cancelled: {reason}."),
    "order_on_hold": ("Your order is on hold", "Order {number} is on hold: {reason}."),
    "order_completed": ("Thank you", "Order {number} is complete. How did we do?"),
    "goods_sent": ("Your goods are on their way", "Goods of order {number} have left us."),
    "invoice": ("Your invoice", "Invoice {invoice} over {gross} is due on {due}."),
}


def render(template: str, data: Mapping[str, Any], message: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text.  A template that is not known says so, with the case it is about."""
    subject, text = ENGLISH.get(
        template, (template.replace("_", " ").capitalize(), f"About {message['case']}.")
    )
    return filled(subject, data), filled(text, data)
