"""A plugin's own checks, whatever they do: one that raises or hangs costs a line and itself."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any

from core.model.errors import AtelierError
from core.plugins.adapter import Adapter
from core.plugins.effect import Effect
from core.plugins.errors import reason, reason_and_place
from core.plugins.finding import Finding, Severity

CHECK_TIMEOUT = 30.0


def findings_of_adapter(adapter: Adapter, seconds: float = CHECK_TIMEOUT) -> list[Finding]:
    """What an adapter's check finds in so many seconds, in a loop of its own."""
    check = getattr(adapter, "check", None)
    return [] if check is None else in_time(lambda: asyncio.run(_awaited(check)), seconds)


def findings_of_effect(effect: Effect[Any], seconds: float = CHECK_TIMEOUT) -> list[Finding]:
    """What an effect's check finds in so many seconds."""
    check = getattr(effect, "check", None)
    return [] if check is None else in_time(check, seconds)


def in_time(check: Callable[[], Iterable[object]], seconds: float) -> list[Finding]:
    """What a check finds in so many seconds; what it raises is a finding too."""
    found: list[Finding] = []
    checking = threading.Thread(target=lambda: found.extend(_contained(check)), daemon=True)
    checking.start()
    checking.join(seconds)
    if checking.is_alive():
        return [_broken(f"its check didn't return within {seconds:g} s")]
    return found


def _contained(check: Callable[[], Iterable[object]]) -> list[Finding]:
    try:
        return [one if isinstance(one, Finding) else _no_finding(one) for one in check()]
    except AtelierError as error:
        said = str(error).removesuffix(f": {error.remedy}") if error.remedy else str(error)
        return [Finding(severity=Severity.ERROR, what=said, remedy=error.remedy)]
    except OSError as error:
        return [Finding(severity=Severity.ERROR, what=reason(error), remedy="see to it, then ask again")]
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's
        return [_broken(f"its check raised {reason_and_place(error)}")]


def _no_finding(found: object) -> Finding:
    return _broken(f"its check found {found!r:.100}, which is no Finding")


def _broken(what: str) -> Finding:
    return Finding(severity=Severity.ERROR, what=what, remedy="tell its author")


async def _awaited(check: Callable[[], Any]) -> Iterable[object]:
    found: Iterable[object] = await check()
    return found
