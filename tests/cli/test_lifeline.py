"""What a bot's process says of its end, without secrets."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from cli.keeper import Kept
from cli.lifeline import Lifeline
from core.engine.plugin_frames import Culprit, PluginFrames
from tests.broken.endings import Ends


class Ended(Exception):
    """Instead of the end of the process that tests run in."""


class Line:
    """A lifeline, and its keeper's end; ``codes`` are those with which it would have ended the process."""

    def __init__(self) -> None:
        self.keeper, theirs = socket.socketpair()
        self.codes: list[int] = []
        self.lifeline = Lifeline(Kept(theirs, {}, first=True))
        self.lifeline.hide = lambda text: text.replace("s3cret", "*")
        self.lifeline._exit = self._end  # type: ignore[assignment]
        self._theirs = theirs

    @property
    def said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.keeper.recv(1 << 16))
        return said

    def close(self) -> None:
        self.keeper.close()
        for thread in threading.enumerate():
            if thread.name == "lifeline":
                thread.join(60)
                assert not thread.is_alive()  # it goes with its keeper
        self._theirs.close()

    def _end(self, code: int) -> None:
        self.codes.append(code)
        if threading.current_thread() is threading.main_thread():
            raise Ended


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


def test_an_end_that_is_the_last(line: Line) -> None:
    line.lifeline.part()
    assert line.said == {"final": True}
    assert line.codes == []


def test_one_for_a_plugin_that_blocks_it(line: Line) -> None:
    with pytest.raises(Ended):
        line.lifeline.end(Culprit("adapter odd", "odd.py:3 in run"))
    assert line.said == {"culprit": "adapter odd", "how": "it has blocked it at odd.py:3 in run"}
    assert line.codes == [1]


def test_one_by_an_exception_has_no_secrets_in_it(line: Line) -> None:
    with pytest.raises(Ended):
        line.lifeline.fall(ValueError("s3cret is wrong"))
    assert line.said == {"culprit": "", "how": "ValueError: * is wrong"}


def test_one_by_a_plugin_is_named_and_any_other_isnt(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "_exit", os._exit)  # and put back
    line.lifeline.name_exits(PluginFrames({"adapter odd": object.__new__(Ends)}))
    with pytest.raises(Ended):
        os._exit(4)
    with pytest.raises(Ended):
        Ends.end(object.__new__(Ends)).send(None)
    said = line.said
    assert said["culprit"] == "adapter odd"
    assert said["how"].startswith("os._exit(3) at endings.py:")
    assert line.codes == [4, 3]
