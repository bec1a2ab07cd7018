"""Whatever Discord may send by its specification, or may one day: what is meant for the bot is answered."""

import asyncio
import json
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from discord import ClientUser

from adapters.discord.adapter import Discord
from adapters.discord.gateway import GatewayClient
from adapters.discord.options import DiscordOptions
from core.model.event import ButtonPressed, Event, PhotoSent
from core.plugins.proxies import Proxies
from tests.adapters.discord.harness import ANN, BOT_USER, NOWHERE, TOKEN, ScriptedApi
from tests.adapters.telegram.harness import RecordingEngine
from tests.conftest import shared
from tests.fuzz.discord_values import Json, Values
from tests.fuzz.harness import lucks
from tests.fuzz.test_telegram import answered
from tests.platforms.discord_schema import Schema

ESSENTIAL = ("id", "channel_id", "author", "type", "content", "webhook_id", "guild_id")
"""By these it is known for whom a message is meant, so they aren't changed."""
WRITTEN, REPLIED, PINNED = 0, 19, 6


class Made(NamedTuple):
    """A message, what it is, and whether it is meant for the bot."""

    message: Json
    kind: str
    meant: bool


def make(values: Values, luck: Random) -> Made:
    """Any message."""
    robot = {**ANN, "id": "77", "bot": True}
    whose: dict[str, tuple[Json, bool]] = {
        "a person's": ({"author": ANN, "type": luck.choice([WRITTEN, REPLIED])}, True),
        "one in a guild": ({"author": ANN, "type": WRITTEN, "guild_id": "9"}, False),
        "the bot's own": ({"author": BOT_USER, "type": WRITTEN}, False),
        "another bot's": ({"author": robot, "type": WRITTEN}, False),
        "a webhook's": ({"author": ANN, "type": WRITTEN, "webhook_id": "5"}, False),
        "a note": ({"author": ANN, "type": luck.choice([*range(1, 19), *range(21, 50), 99])}, False),
    }
    kind = luck.choice(["a person's", *whose])
    needed, meant = whose[kind]
    made = {key: one for key, one in values.named("MessageResponse").items() if key != "webhook_id"}
    made |= {"id": str(luck.randrange(10**17, 10**18)), "channel_id": "5", **needed}
    return Made(values.odd(made, ESSENTIAL), kind, meant)


def heard(event: str, payloads: list[Json]) -> list[list[Event]]:
    """The events that the gateway's client hands in, for each of what an event of the gateway's brings."""

    async def scenario() -> list[list[Event]]:
        adapter = Discord("discord", DiscordOptions.model_validate({"token": TOKEN}), NOWHERE, api=ScriptedApi())
        engine, found = RecordingEngine(), []
        client = GatewayClient("http://127.0.0.1", Proxies(), adapter._context, engine)
        came: list[Any] = []
        client._connection.dispatch = lambda event, thing: came.append(thing)  # noqa: ARG005
        client._connection.user = ClientUser(state=client._connection, data=BOT_USER)  # type: ignore[arg-type]
        hear = {"MESSAGE_CREATE": client.on_message, "INTERACTION_CREATE": client.on_interaction}[event]
        for payload in payloads:
            client._connection.parsers[event](payload)
            await hear(came.pop())
            found.append(engine.events)
            engine.events = []
        assert not came
        return found

    return asyncio.run(scenario())


def schemas() -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = json.loads(shared("specs/discord-openapi.json").read_text(encoding="utf-8"))
    return found["components"]["schemas"]


def test_what_is_meant_for_the_bot_is_heard_once_and_nothing_else() -> None:
    described = schemas()
    made = [make(Values(described, luck), luck) for luck in lucks()]
    for one, events in zip(made, heard("MESSAGE_CREATE", [one.message for one in made]), strict=True):
        photos = [event for event in events if isinstance(event, PhotoSent)]
        alone = 1 if one.meant else 0
        assert len(events) == (len(photos) if len(photos) > 1 and one.meant else alone), one
        assert len({event.album for event in photos}) <= 1, one
        assert all(answered(event) for event in events), one


def press(values: Values, luck: Random) -> Json:
    """Somebody presses a button under a message of the bot's, in private or in a guild."""
    under = values.odd({**values.named("MessageResponse"), "flags": luck.choice([0, 64])}, (*ESSENTIAL, "flags"))
    member = {"user": ANN, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "permissions": "0", "flags": 0}
    whose = luck.choice([{"user": ANN, "context": 1}, {"member": member, "guild_id": "9", "context": 0}])
    place = {"channel": {"id": "5", "type": 1}, "channel_id": "5", "app_permissions": "0", "locale": "en-US"}
    needed = {"application_id": "42", "type": 3, "token": "t", "version": 1, "attachment_size_limit": 10**7}
    return {
        **values.odd({"entitlements": [values.named("EntitlementResponse")]}, ()),
        **place,
        **needed,
        **whose,
        "id": str(luck.randrange(10**17, 10**18)),
        "data": {"component_type": 2, "custom_id": "cancel:1"},
        "message": {**under, "author": BOT_USER},
        "authorizing_integration_owners": {},
    }


def test_every_press_is_heard_once_whatever_is_in_the_message_that_it_is_under() -> None:
    described = schemas()
    made = [press(Values(described, luck), luck) for luck in lucks()]
    for one, events in zip(made, heard("INTERACTION_CREATE", made), strict=True):
        assert [type(event) for event in events] == [ButtonPressed], one
