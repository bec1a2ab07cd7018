"""What monitors are told: whether every adapter is well, and to those who may enter, why one isn't."""

from pathlib import Path
from typing import Any

from core.plugins.health import Condition, Health
from tests.adapters.web.harness import PageHarness, play

WELL = Health(name="web", condition=Condition.RUNNING, since=5.0, restarts=1, reason="it had ended by itself")
DEAF = Health(name="telegram", condition=Condition.WAITING, since=7.0, restarts=2, reason="InvalidToken: unknown")
FULL = Health(name="disk", kind="part", condition=Condition.TROUBLED, since=9.0, reason="data: 3 MB are free")
TOKEN = "an-access-token-long-enough"


async def healthz(site: PageHarness, *, inside: bool = False) -> tuple[int, Any]:
    visitor = await site.visitor(enter=False)
    if inside:
        assert (await visitor.get(f"enter?token={TOKEN}")).status == 200
    answer = await visitor.get("healthz")
    return answer.status, await answer.json()


def test_all_are_well(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        site.engine.healths = (WELL,)
        assert await healthz(site) == (
            200,
            {"well": True, "parts": [], "adapters": [WELL.model_dump(mode="json")], "effects": []},
        )

    play(tmp_path, scenario)


GOOD = {Condition.RUNNING, Condition.STANDBY}


def test_one_that_is_not_is_told_with_its_reason(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        for condition in Condition:
            sick = DEAF.model_copy(update={"condition": condition})
            site.engine.healths = (WELL, sick)
            status, told = await healthz(site)
            assert (status, told["well"]) == ((200, True) if condition in GOOD else (503, False))
            assert told["adapters"][1] == sick.model_dump(mode="json")

    play(tmp_path, scenario)


def test_an_effect_that_can_not_be_used_is_told_by_itself(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        broken = DEAF.model_copy(update={"name": "mine", "kind": "effect", "condition": Condition.BROKEN})
        site.engine.healths = (WELL, broken)
        status, told = await healthz(site)
        assert (status, told["well"]) == (503, False)
        assert told["adapters"] == [WELL.model_dump(mode="json")]
        assert told["effects"] == [broken.model_dump(mode="json")]

    play(tmp_path, scenario)


def test_who_may_not_enter_learns_how_they_are_and_not_why(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        site.engine.healths = (FULL, WELL, DEAF)
        bare = [{"name": "web", "condition": "running"}, {"name": "telegram", "condition": "waiting"}]
        full = [{"name": "disk", "condition": "troubled"}]
        assert await healthz(site) == (503, {"well": False, "parts": full, "adapters": bare, "effects": []})
        _, told = await healthz(site, inside=True)
        assert told["parts"][0]["reason"] == "data: 3 MB are free"
        assert told["adapters"][1]["reason"] == "InvalidToken: unknown"

    play(tmp_path, scenario, token=TOKEN)
