"""What is known of a customer is what is on file, and what was known stays what it was."""

from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.adapters.memory import MemoryStore
from fbo.testing.laws.customers import Remembered, keep_customer_laws
from fbo.testing.machines import company_machine

Company = company_machine(MemoryStore)
QUICK = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


class KnownNow(Company):
    """Whatever is done, what is known of the customers is what is on file."""

    @rule(minutes=st.sampled_from((1, 60, 24 * 60)))
    def let_time_pass(self, minutes: int) -> None:
        keep_customer_laws(self.company)
        super().let_time_pass(minutes)

    def teardown(self) -> None:
        keep_customer_laws(self.company)
        super().teardown()


class KnownThen(Company):
    """Whatever is done afterwards, what was known is what it was."""

    def __init__(self) -> None:
        super().__init__()
        self.remembered = Remembered()

    @rule(minutes=st.sampled_from((1, 60, 24 * 60)))
    def let_time_pass(self, minutes: int) -> None:
        self.remembered.look(self.company)
        self.shop.clock.advance(timedelta(minutes=minutes))
        self.company.run_due()

    def teardown(self) -> None:
        self.remembered.still_hold(self.company)
        super().teardown()


def test_what_is_known_of_a_customer_is_what_is_on_file() -> None:
    run_state_machine_as_test(KnownNow, settings=QUICK)


def test_what_was_known_of_a_customer_stays_what_it_was() -> None:
    run_state_machine_as_test(KnownThen, settings=QUICK)
