"""The id port: with the clock, the only source of chance in fbo.

Asked once a commit: all ids a step needs are derived from the one it gets, as `<id>.<n>`.
"""

from typing import Protocol


class Ids(Protocol):
    """Makes ids."""

    def new(self) -> str:
        """At most 58 of `A-Z a-z 0-9 . _ : -`; never the same twice, in any process, ever."""
        ...
