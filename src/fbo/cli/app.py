"""The commands of `fbo`, and what they have in common: exit codes, and where help is found.

Each command is a module of its own, which adds itself to `app` by being imported at the end.
"""

import typer

app = typer.Typer(
    name="fbo",
    help="A company from its front office to its back office.",
    epilog=(
        "Exit codes: 0 done · 1 it found what should not be (a fault, a rejected row) · "
        "2 asked for wrongly · 3 the store, or the output, cannot be used · "
        "4 refused by a rule of the company · 5 a bug in fbo · 130 interrupted.  "
        "Every command takes --json: one object on standard output, nothing else."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
replays = typer.Typer(
    name="replay", help="Replay the history of another system.", no_args_is_help=True
)
app.add_typer(replays)


@app.callback()
def fbo() -> None:
    """A company from its front office to its back office."""


from fbo.cli import (  # noqa: E402
    blueprint,
    demo,
    handoffs,
    history,
    replay,
    report,
    show,
    verify,
    worklist,
)

COMMANDS = (blueprint, demo, replay, report, verify, show, worklist, handoffs, history)
"""The modules that have added themselves."""
