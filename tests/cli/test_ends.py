"""How commands end where the outside does not play along, or something is not there."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from fbo import open_store

FULL = Path("/dev/full")
RUN = (sys.executable, "-c", "from fbo.cli import main; main()")


def run(*words: str, out=subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603  our own interpreter
        [*RUN, *words],
        stdout=out,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_what_a_terminal_cannot_show_is_left_out_and_the_rest_is_shown(store):
    ended = run("report", "--store", store, PYTHONIOENCODING="ascii")

    assert ended.returncode == 0
    assert "Trial balance" in ended.stdout


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("words", [["report"], ["report", "--json"], ["verify", "--json"]])
def test_an_answer_that_cannot_be_written_is_told_without_a_traceback(store, words):
    with FULL.open("w", encoding="utf-8") as full:
        ended = run(*words, "--store", store, out=full)

    assert ended.returncode == 3
    assert ended.stderr == "fbo: the answer could not be written: No space left on device\n"


def test_who_is_interrupted_hears_that_what_was_committed_stays(tmp_path):
    words = ["demo", "--orders", "5000", "--store", f"sqlite:///{tmp_path / 'month.db'}", "--json"]
    said = subprocess.Popen(  # noqa: S603  our own interpreter
        [*RUN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while said.poll() is None and not _has_begun(tmp_path / "month.db"):
        pass
    said.send_signal(signal.SIGINT)

    out, _ = said.communicate(timeout=60)

    assert said.returncode == 130
    assert json.loads(out)["error"]["code"] == "interrupted"
    assert run("verify", "--store", f"sqlite:///{tmp_path / 'month.db'}").returncode == 0


def _has_begun(path: Path) -> bool:
    if not path.exists():
        return False
    with closing(open_store(f"sqlite:///{path}")) as store:
        return bool(store.log("main", 100, 1))


@pytest.mark.parametrize("words", [["report"], ["verify"], ["worklist", "finance"], ["handoffs"]])
def test_a_misspelt_company_is_not_taken_for_an_empty_one(fbo, store, words):
    said = fbo(*words, "--store", store, "--space", "mian", "--json")

    assert said.exit_code == 3
    assert "there is no company mian" in json.loads(said.stdout)["error"]["message"]


def test_where_nothing_was_done_there_is_no_anchor_to_keep(fbo, tmp_path):
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(empty).close()

    said = fbo("verify", "--store", empty, "--json")

    assert (said.exit_code, json.loads(said.stdout)["anchor"]) == (0, None)


def test_a_folder_that_is_not_there_is_named(fbo, tmp_path):
    said = fbo("demo", "--orders", "1", "--store", f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")

    assert said.exit_code == 3
    assert "there is no folder" in said.stderr
    assert "nowhere" in said.stderr.replace("\n", "")
