"""Complaints: taken in, looked into, answered, put right; each in its time, each once."""

import pytest

from fbo import ComplaintToResolution, Crediting, Remedying, eur
from fbo.testing.complaints import ServiceDesk


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def test_a_complaint_ends_with_one_credit_note(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    complaint.close(by=service.iris)

    assert complaint.state == ComplaintToResolution.closed
    assert [note.document.net for note in service.company.find(Crediting)] == [eur("40.00")]


def test_a_remedy_names_the_document_it_has_become(service: ServiceDesk) -> None:
    service.accept(service.offered())

    (note,) = service.company.find(Crediting)
    (remedy,) = service.company.find(Remedying)
    assert (remedy.state.name, remedy.document.document_ref) == ("done", note.id)
