"""Time as it is handed to whoever needs it, so that tests can move it."""

from collections.abc import Awaitable, Callable

Clock = Callable[[], float]
"""Gives seconds since 1970; where only the difference of two times matters, from any begin."""

Sleep = Callable[[float], Awaitable[None]]
"""Returns after so many seconds."""
