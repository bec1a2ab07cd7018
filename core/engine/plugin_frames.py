"""Whose code runs: the plugin that a stack belongs to, told by the modules of its frames."""

from collections.abc import Iterable, Iterator, Mapping
from types import FrameType
from typing import NamedTuple

MAX_FRAMES = 8


class Culprit(NamedTuple):
    """A plugin, such as ``adapter web``, empty where it is none's code, and where it is, in a line."""

    label: str
    where: str


class PluginFrames:
    """``plugins`` are what lines call them and what was made of their classes."""

    def __init__(self, plugins: Mapping[str, object]) -> None:
        self._labels: dict[str, list[str]] = {}
        for label, plugin in plugins.items():
            self._labels.setdefault(_package(type(plugin).__module__), []).append(label)

    def of_stack(self, frame: FrameType | None) -> Culprit:
        """The plugin whose code is running in a stack, given its innermost frame."""
        return self._of((each, each.f_lineno) for each in _outwards(frame))

    def of_error(self, error: BaseException) -> Culprit:
        """The plugin whose code raised an exception."""
        frames = []
        trace = error.__traceback__
        while trace is not None:
            frames.append((trace.tb_frame, trace.tb_lineno))
            trace = trace.tb_next
        return self._of(reversed(frames))

    def _of(self, frames: Iterable[tuple[FrameType, int]]) -> Culprit:
        """Frames are given from the innermost outwards; those further out than the plugin's own tell nothing."""
        label, where = "", list[str]()
        for frame, line in frames:
            found = self._label(frame.f_globals.get("__name__", ""))
            if label and found != label:
                break
            label = found
            code = frame.f_code
            where.append(f"{code.co_filename.rpartition('/')[2]}:{line} in {code.co_name}")
        shown = where if len(where) <= MAX_FRAMES else where[: MAX_FRAMES // 2] + where[-MAX_FRAMES // 2 :]
        return Culprit(label, " < ".join(shown))

    def _label(self, module: str) -> str:
        """What the plugin is called whose module this is; of several in a package, all of them."""
        fitting = [package for package in self._labels if module == package or module.startswith(f"{package}.")]
        return " or ".join(self._labels[max(fitting, key=len)]) if fitting else ""


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _package(module: str) -> str:
    """The package that a plugin's module is in; a module by itself is its own."""
    return module.rpartition(".")[0] or module
