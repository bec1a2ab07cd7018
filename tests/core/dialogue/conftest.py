"""Somebody who talks with the dialogue."""

import pytest

from tests.core.dialogue.harness import DialogueHarness


@pytest.fixture
def talk() -> DialogueHarness:
    return DialogueHarness()
