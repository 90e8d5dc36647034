"""The driver: carries out the engine's operations, one after the other, in the caller's thread.

It decides nothing.  Errors of the store are thrown into the engine at the place that asked.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from fbo.company.engine.ops import Begin, Commit, Doing, Find, Get, Log, NewId, Now, Op, Send
from fbo.company.engine.waiting import Caller, Lines
from fbo.kernel.errors import Conflict, FboError
from fbo.ports.clock import Clock
from fbo.ports.ids import Ids
from fbo.ports.notification import Later, NotifierPort
from fbo.ports.storage import StorePort

R = TypeVar("R")


class Driver:
    """Runs the engine's generators over real ports.  Safe for threads."""

    def __init__(
        self,
        space: str,
        store: StorePort,
        clock: Clock,
        ids: Ids,
        notifiers: tuple[NotifierPort, ...],
    ) -> None:
        self.space = space
        self.store = store
        self.clock = clock
        self.ids = ids
        self.notifiers = notifiers
        self._lines = Lines()

    def run(self, doing: Doing[R]) -> R:
        """Run a piece of work to its end; its result, or what it raised."""
        caller: Caller | None = None
        answer: Any = None
        failed: FboError | None = None
        try:
            while True:
                try:
                    op = doing.send(answer) if failed is None else doing.throw(failed)
                except StopIteration as end:
                    result: R = end.value
                    return result
                answer, failed = None, None
                try:
                    answer = self._carry_out(op)
                except Conflict as lost:
                    caller = caller or Caller(self._lines)
                    caller.lost(lost.keys[0])
                    failed = lost
                except FboError as error:
                    failed = error
        finally:
            if caller is not None:
                caller.goes()

    def _carry_out(self, op: Op) -> Any:
        return getattr(self, self._ways[type(op)])(op)

    def _get(self, op: Get) -> Any:
        return self.store.get(self.space, op.keys)

    def _commit(self, op: Commit) -> Any:
        return self.store.commit(op.batch)

    def _begin(self, _: Begin) -> Any:
        return self.clock.now(), self.ids.new()

    def _now(self, _: Now) -> Any:
        return self.clock.now()

    def _new_id(self, _: NewId) -> Any:
        return self.ids.new()

    def _find(self, op: Find) -> Any:
        return self.store.scan(self.space, op.query)

    def _log(self, op: Log) -> Any:
        return self.store.log(self.space, op.after, op.limit)

    def _send(self, send: Send) -> Any:
        for notifier in self.notifiers:
            if send.message.channel in notifier.channels:
                try:
                    return notifier.send(send.message, timeout=send.timeout)
                except Exception as error:  # noqa: BLE001 - a notifier's fault is a passing one
                    return Later(type(error).__name__)
        # It waits for its notifier and then lies with the dead letters, and keeps nobody waiting.
        return Later(f"no notifier has the channel {send.message.channel}")

    _ways: ClassVar[Mapping[type, str]] = {
        Get: "_get",
        Commit: "_commit",
        Begin: "_begin",
        Now: "_now",
        NewId: "_new_id",
        Find: "_find",
        Log: "_log",
        Send: "_send",
    }
    """What carries out an operation, by what it is."""
