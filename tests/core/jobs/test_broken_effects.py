"""An effect that is broken when it runs costs its own job a line and a true word, and nobody else anything."""

from pathlib import Path

import pytest

from core.model.job import Job, JobState
from tests.broken import runs
from tests.core.jobs.harness import EFFECTS, RunnerHarness, play, run_until
from tests.core.jobs.sample_work import Counting


def both(
    tmp_path: Path, broken: type[runs.Working], monkeypatch: pytest.MonkeyPatch, **settings: float
) -> tuple[Job, list[tuple[str, float, bytes | None, float | None]]]:
    """A job of a broken effect and then one of somebody else's, who gets what they ordered; the first as it ended.

    Told with all progress that there was.
    """
    monkeypatch.setitem(EFFECTS, "broken", broken)
    monkeypatch.setitem(EFFECTS, "counting", Counting)
    found: list[Job] = []
    told: list[tuple[str, float, bytes | None, float | None]] = []

    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", effect="broken")
        await harness.order("b", person="bob", steps=5)
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert (await harness.steps("b"))[1] == 5
        found.append(await harness.job("a"))
        told.extend(harness.told)

    play(tmp_path, scenario, **settings)
    return found[0], told


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (runs.ReturnsNone, "the effect returned NoneType and no picture"),
        (runs.ReturnsText, "the effect returned str and no picture"),
        (runs.ReturnsNothingToSee, "the effect returned a picture of 0 x 0 px"),
        (runs.ReturnsDamaged, "the effect returned a picture that can't be saved: "),
        (runs.RaisesItsOwn, "Mute (runs.py:"),
        (runs.RaisesMuch, "RuntimeError: ?line ?line "),
        (runs.GivesUp, "SystemExit: no licence (runs.py:"),
        (runs.IsInterrupted, "KeyboardInterrupt (runs.py:"),
        (runs.ChecksOptionsOfItsOwn, "ValidationError: 1 validation error for Plain mood"),
    ],
)
def test_a_fault_is_one_line_that_says_where(
    broken: type[runs.Working],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    job, _ = both(tmp_path, broken, monkeypatch)
    assert (job.state, job.reason) == (JobState.FAILED, "error")
    (line,) = caplog.messages
    assert line.startswith(f"job a of broken failed (error): {says}")
    assert len(line) < 1000
    assert "\n" not in line


@pytest.mark.parametrize(
    ("broken", "why"),
    [(runs.FailsForAReasonOfItsOwn, "bad mood"), (runs.BlamesASlotThatThereIsNot, "mask:truncated")],
)
def test_a_reason_for_which_there_are_no_texts_is_told_as_a_fault_and_logged_as_it_is(
    broken: type[runs.Working],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    job, _ = both(tmp_path, broken, monkeypatch)
    assert job.reason == "error"
    (line,) = caplog.messages
    assert line.startswith(f"job a of broken failed ({why}): it ")


def test_one_that_ends_its_process_ends_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, _ = both(tmp_path, runs.Exits, monkeypatch)
    assert (job.state, job.reason) == (JobState.FAILED, "died")
    assert caplog.messages == ["job a of broken failed: whoever works on it dies (exit code 3)"]


def test_noise_is_no_answer_and_fills_no_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, _ = both(tmp_path, runs.Prints, monkeypatch)
    assert job.state is JobState.DONE
    assert caplog.messages[-1] == "the painter prints more than 100 lines; the rest is left out"
    assert len(caplog.messages) == 100


def test_one_that_hangs_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, _ = both(tmp_path, runs.Hangs, monkeypatch, timeout=2.0)
    assert (job.state, job.reason) == (JobState.FAILED, "timeout")
    assert caplog.messages == ["job a of broken failed (timeout): not done after 2 s"]


def test_one_that_swallows_the_word_to_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EFFECTS, "broken", runs.SwallowsCancel)

    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", effect="broken")
        await harness.order("b", person="bob", steps=5)

        async def cancel(job: Job, fraction: float) -> None:
            if job.id == "a" and fraction:
                await harness.runner.cancel("a")

        harness.on_progress = cancel
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert [(job.id, job.state) for job in harness.ended] == [("a", JobState.CANCELLED), ("b", JobState.DONE)]

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (runs.KeepsWhatIsNoState, ["a checkpoint should be bytes, not dict"]),
        (runs.KeepsTooMuch, ["a checkpoint may have 268 MB at most"]),
        (
            runs.ShowsWhatIsNoPicture,
            ["a preview should be a picture, not str"],
        ),
        (runs.SaysWhatIsNoFraction, ["how far it is should be a number from 0 to 1, not float"]),
    ],
)
def test_what_is_said_wrongly_is_left_out_and_the_picture_comes_all_the_same(
    broken: type[runs.Working],
    says: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    job, told = both(tmp_path, broken, monkeypatch)
    assert job.state is JobState.DONE
    assert caplog.messages == [f"the painter: left out: {text}" for text in says]
    mine = [(fraction, preview) for id, fraction, preview, _ in told if id == "a"]
    assert all(0 <= fraction <= 1 and preview is None for fraction, preview in mine)


def test_reports_from_many_threads_are_no_muddle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, _ = both(tmp_path, runs.ReportsFromThreads, monkeypatch)
    assert job.state is JobState.DONE
    assert caplog.messages == []


def test_a_thread_that_speaks_when_its_job_is_done_is_not_heard_in_the_next_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, told = both(tmp_path, runs.SpeaksAfterwards, monkeypatch)
    assert job.state is JobState.DONE
    assert runs.ODD not in [fraction for id, fraction, _, _ in told if id == "b"]


def test_a_rejection_is_told_in_the_effects_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, _ = both(tmp_path, runs.RejectsItsPhoto, monkeypatch)
    assert job.reason == 'content:too-dark?{"light": 3}'
    (line,) = caplog.messages
    assert line.endswith("the picture for content is refused: too-dark")
