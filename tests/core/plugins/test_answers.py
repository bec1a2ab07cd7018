"""What platforms answer: a request that nothing depends on may come to nothing, and a mistake may not."""

import logging

import pytest

from core.plugins.adapter import RateLimited
from core.plugins.answers import Forbidden, InvalidToken, Refused, courtesy

log = logging.getLogger(__name__)


@pytest.mark.parametrize("error", [Refused("gone"), Forbidden("gone"), RateLimited(7.0), ConnectionError("cut")])
@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
def test_a_courtesy_may_fail(error: Exception, level: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), courtesy(log, "a button keeps turning", level):
        raise error
    assert [(one.levelno, one.getMessage()) for one in caplog.records] == [(level, f"a button keeps turning: {error}")]


def test_but_no_mistake_is_hidden() -> None:
    with pytest.raises(KeyError), courtesy(log, "a button keeps turning"):
        raise KeyError


def test_a_token_that_is_wrong_is_waited_for_and_says_what_to_do() -> None:
    error = InvalidToken("Telegram", "get another one")
    assert isinstance(error, OSError)
    assert str(error) == "Telegram doesn't know this token: get another one"


def test_a_refusal_may_have_a_number() -> None:
    assert (Refused("no").number, Forbidden("no", 50013).number) == (0, 50013)
