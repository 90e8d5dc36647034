"""Complaints as customer service has them on its desk: what is to be done, and what is answered."""

import pytest

from fbo import ComplaintToResolution
from fbo.front.service import CUSTOMER_SERVICE
from fbo.testing.complaints import ServiceDesk


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def on_the_desk(service: ServiceDesk) -> list[tuple[str, str]]:
    """What lies on the desk of customer service."""
    return [(row.process, row.state) for row in service.company.worklist(CUSTOMER_SERVICE)]


def test_what_is_put_right_lies_on_the_desk_until_it_is_closed(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("20.00"))
    assert complaint.state == ComplaintToResolution.resolved
    assert on_the_desk(service) == [("ComplaintToResolution", "resolved")]

    complaint.close(by=service.iris)

    assert on_the_desk(service) == []
