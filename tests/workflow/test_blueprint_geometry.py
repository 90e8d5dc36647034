"""The geometry of blueprints: nothing overlaps, no line crosses a box, everything can be read."""

import pytest
from hypothesis import HealthCheck, given, settings
from made_up import facts
from sheets import faults

from fbo.company.shipped import SHIPPED
from fbo.workflow.blueprint import Facts, draw, facts_of

families = pytest.mark.parametrize("process", SHIPPED, ids=lambda process: process.family)
some = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=(
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ),
)


@families
def test_a_shipped_process_is_drawn_without_a_fault(process):
    assert faults(draw(facts_of(process))) == []


@some
@given(facts(10))
def test_any_process_of_ten_states_is_drawn_without_a_fault(found: Facts):
    assert faults(draw(found)) == []


@some
@given(facts(25))
def test_any_process_of_twenty_five_states_is_drawn_without_a_fault(found: Facts):
    assert faults(draw(found)) == []
