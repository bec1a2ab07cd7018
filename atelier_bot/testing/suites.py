"""The checks of a plugin as tests: one line in an author's test file, and a test for each check."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from atelier_bot.testing.adapters.checks import ADAPTER_CHECKS, AdapterCheck
from atelier_bot.testing.adapters.harness import OpenHarness
from atelier_bot.testing.adapters.subject import AdapterUnderTest
from atelier_bot.testing.check import name_of, result_of
from atelier_bot.testing.effects.checks import EFFECT_CHECKS, EffectCheck
from atelier_bot.testing.effects.subject import EffectUnderTest
from atelier_bot.testing.kit import Kit
from core.plugins.effect import Effect


def effect_suite(
    effect: type[Effect[Any]],
    *,
    config: BaseModel | None = None,
    options: Mapping[str, Any] | None = None,
    megabytes: int = 1000,
) -> Callable[..., None]:
    """A test for each thing that every effect has to do:

        test_conformance = effect_suite(MyEffect)

    ``config`` is the operator's settings where the defaults won't do, ``options`` are those with which a picture is
    made quickly (one called ``size`` is small without being told), ``megabytes`` what its process may take.
    """

    @pytest.mark.parametrize("check", EFFECT_CHECKS, ids=name_of)
    def conforms(check: EffectCheck, atelier_kit: Kit, tmp_path: Path) -> None:
        _run(check, EffectUnderTest(effect, tmp_path, atelier_kit, config, options or {}, megabytes))

    return conforms


def adapter_suite(harness: OpenHarness) -> Callable[..., None]:
    """A test for each thing that every adapter has to do:

        test_conformance = adapter_suite(open_harness)

    ``harness`` opens the author's AdapterHarness: the platform, or what stands for it, and people there.
    """

    @pytest.mark.parametrize("check", ADAPTER_CHECKS, ids=name_of)
    def conforms(check: AdapterCheck, tmp_path: Path) -> None:
        _run(check, AdapterUnderTest(harness, tmp_path))

    return conforms


def _run(check: Callable[[Any], None], subject: object) -> None:
    """Has a test fail with the one line that a check says, and without the kit's inside."""
    outcome, why = result_of(check, subject)
    if outcome == "skipped":
        pytest.skip(why)
    if outcome == "failed":
        pytest.fail(why, pytrace=False)
