"""Whether an effect goes on where it was when its process dies. One that keeps no checkpoints begins anew, and may."""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from atelier_bot.testing.check import ConformanceError, NotApplicable, require
from atelier_bot.testing.effects.subject import EffectUnderTest, picture_of
from atelier_bot.testing.pictures import file_of
from core.jobs.effect_run import MAX_CHECKPOINT_BYTES, EffectRun
from core.jobs.work import WorkChannel


@dataclass(frozen=True)
class ResumedRun:
    """Work for the worker process: a run that goes on from a state, as the bot has it done."""

    run: EffectRun
    state: bytes

    def __call__(self, files: MutableMapping[str, bytes], channel: WorkChannel) -> bytes:
        """The picture. Raises as the run does."""
        return self.run(files, _ResumingChannel(channel, self.state))


class _ResumingChannel:
    """Another channel with a checkpoint; see WorkChannel."""

    def __init__(self, channel: WorkChannel, resume: bytes) -> None:
        self.resume = resume
        self.progress, self.checkpoint, self.check = channel.progress, channel.checkpoint, channel.check


def its_checkpoints_can_be_kept(subject: EffectUnderTest) -> None:
    """They are bytes, and not too many. Skipped where none is kept."""
    for state in _kept(subject):
        require(isinstance(state, bytes), f"a checkpoint should be bytes, and is {state}")
        most = MAX_CHECKPOINT_BYTES // 1_000_000
        require(
            len(state) <= MAX_CHECKPOINT_BYTES, f"a checkpoint may have {most} MB, and has {len(state) // 1_000_000}"
        )


def it_goes_on_from_a_checkpoint_as_if_nothing_had_happened(subject: EffectUnderTest) -> None:
    """The first, the middle and the last checkpoint lead to the picture that it would have been.

    Skipped where none is kept: what keeps one every few seconds has to do so oftener here, to be seen to go on.
    """
    states = [state for state in _kept(subject) if isinstance(state, bytes)]
    whole = subject.made()
    chosen = {0: states[0], len(states) // 2: states[len(states) // 2], len(states) - 1: states[-1]}
    runs = [subject.wanted(resume=state) for state in chosen.values()]
    for number, seen in zip(chosen, subject.runs(*runs), strict=True):
        same = picture_of(seen).tobytes() == whole.tobytes()
        require(same, f"from its checkpoint number {number + 1} it goes on to another picture than without a break")


def it_begins_anew_where_a_checkpoint_is_damaged(subject: EffectUnderTest) -> None:
    """CheckpointError is what it raises then, and nothing else; the bot has it begin anew."""
    states = [state for state in subject.run().checkpoints if isinstance(state, bytes)]
    files = {slot: file_of(image) for slot, image in subject.pictures().items()}
    for state in (b"damaged", *(state[: len(state) // 2] for state in states[-1:])):
        try:
            subject.kit.work(ResumedRun(EffectRun(subject.make, subject.values), state), files)
        except ConformanceError as error:
            raise ConformanceError(f"where its checkpoint is damaged: {error}; raise CheckpointError") from error


def _kept(subject: EffectUnderTest) -> Sequence[Any]:
    """What it keeps in a run from its beginning to its end. Raises NotApplicable where that is nothing."""
    seen = subject.run()
    picture_of(seen)
    if not seen.checkpoints:
        raise NotApplicable(f"in a run of {seen.seconds:.1f} s it keeps no checkpoint to go on from")
    return seen.checkpoints
