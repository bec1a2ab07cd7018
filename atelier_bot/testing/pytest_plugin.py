"""What pytest gives to tests of plugins: ``atelier_kit``, and ``talk_to`` for conversations with an effect."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from atelier_bot.testing.kit import Kit
from atelier_bot.testing.person import PATIENCE, Person
from atelier_bot.testing.running_bot import RunningBot
from core.plugins.discovery import config_model_of


@pytest.fixture(scope="session")
def atelier_kit() -> Iterator[Kit]:
    """An event loop and a worker process, as long as the session lasts."""
    kit = Kit()
    yield kit
    kit.close()


@pytest.fixture
def talk_to(atelier_kit: Kit, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """``talk_to(MyEffect)`` is a person in a chat with a bot that has this effect.

    ``config`` is the operator's settings, ``locale`` the person's language; they wait ``patience`` seconds for what
    they expect. Each call is a bot of its own.
    """
    numbers = count(1)
    with ExitStack() as stack:

        def talk_to(effect: Any, *, config: Any = None, locale: str = "en", patience: float = PATIENCE) -> Person:
            folder = tmp_path / f"bot-{next(numbers)}"
            folder.mkdir()
            settings = config if config is not None else config_model_of(effect)()
            bot = RunningBot(atelier_kit, folder, {effect.name: partial(effect, settings, folder)})
            stack.callback(bot.close)
            return bot.person(locale=locale, patience=patience)

        yield talk_to
