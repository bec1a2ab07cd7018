"""The first sight ends with the first preview."""

import pytest

from tests.tools.judge.harness import noise
from tools.bench.first_sight import Seen, UntilSeen


def test_progress_goes_on_without_a_preview() -> None:
    UntilSeen()(0.5)


def test_a_preview_ends_it() -> None:
    with pytest.raises(Seen):
        UntilSeen()(0.1, noise(0))


def test_a_painting_without_one_ends_it_when_it_is_done() -> None:
    with pytest.raises(Seen):
        UntilSeen()(1.0)
