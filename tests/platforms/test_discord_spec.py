"""The emulator is strict: a request, an answer or an event that Discord doesn't know is found out."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import shared
from tests.platforms.discord_commands import FILLED
from tests.platforms.discord_events import EVENTS
from tests.platforms.discord_schema import Checker
from tests.platforms.discord_spec import GAPS, Request, Spec, Upload
from tests.platforms.discord_state import DiscordState

BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
ROW = {"type": 1, "components": [BUTTON]}
FILES = {"files[0]": Upload("a.png", b"")}
ATTACHED = {"attachments": [{"id": 0, "filename": "a.png"}]}
OPTION = {"type": 4, "name": "size", "description": "how large", "min_value": 64, "max_value": 1024}
CHOICE = {"name": "a", "value": "a"}
STYLE = {"type": 1, "name": "style", "description": "paints", "options": [OPTION], "nsfw": False, "contexts": [0, 1, 2]}
POSTS, POST = "/channels/5/messages", "/channels/5/messages/7"
CALLBACK = "/interactions/5/token/callback"
ORIGINAL = "/webhooks/5/token/messages/@original"
COMMANDS = "/applications/5/commands"
IDS = {"id": "1", "application_id": "1", "version": "1"}
MESSAGE = {
    "id": "1",
    "type": 0,
    "channel_id": "5",
    "content": "",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "components": [],
    "pinned": False,
    "flags": 0,
}


@pytest.fixture(scope="module")
def spec() -> Spec:
    return Spec.load(shared("specs/discord-openapi.json"))


def problems(spec: Spec, method: str, path: str, body: Any = None, files: Any = None, **query: str) -> str:
    return "\n".join(spec.request(Request(method, path, query, body, files or {})))


@pytest.mark.parametrize(
    ("method", "path", "body", "files"),
    [
        ("GET", "/gateway/bot", None, None),
        ("POST", POSTS, {"content": "x" * 2000, "tts": False, "components": [ROW]}, None),
        ("POST", POSTS, {"content": "x", "nonce": "7", "enforce_nonce": True}, None),
        ("POST", POSTS, ATTACHED | {"embeds": [{"image": {"url": "attachment://a.png"}, "flags": 0}]}, FILES),
        ("PATCH", POST, {"content": None, "tts": False, "attachments": []}, None),
        ("PATCH", POST, {"attachments": [{"id": "123456789012345678", "filename": "a.png", "size": 5}]}, None),
        ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}, None),
        ("POST", CALLBACK, {"type": 6}, None),
        ("POST", CALLBACK, {"type": 4, "data": {"content": "hello", **ATTACHED}}, FILES),
        ("POST", "/webhooks/5/token", {"content": "hello", **ATTACHED}, FILES),
        ("PATCH", ORIGINAL, {"content": "hello", "tts": False, **ATTACHED}, FILES),
        ("PUT", COMMANDS, [STYLE, {"type": 3, "name": "Use as photo"}], None),
    ],
)
def test_what_is_right_passes(spec: Spec, method: str, path: str, body: Any, files: Any) -> None:
    assert problems(spec, method, path, body, files) == ""


@pytest.mark.parametrize(
    ("method", "path", "body", "problem"),
    [
        ("GET", "/gateway/bots", None, "no such operation"),
        ("DELETE", "/gateway", None, "no such operation"),
        ("POST", "/channels/general/messages", {"content": "x"}, "doesn't match"),
        ("POST", POSTS, None, "the body is missing"),
        ("GET", "/gateway", {}, "no body belongs here"),
        ("POST", POSTS, {"contnt": "x"}, "contnt is unknown"),
        ("POST", POSTS, {"content": "x" * 2001}, "2001 characters, not 0 to 2000"),
        ("PATCH", POST, {"content": "x" * 2001}, "2001 characters, not 0 to 2000"),
        ("POST", POSTS, {"content": 5}, "5 is no string or null"),
        ("POST", POSTS, {"nonce": "x" * 26}, "26 characters"),
        ("POST", POSTS, {"embeds": [{"titel": "x"}]}, "embeds[0]: titel is unknown"),
        ("POST", POSTS, {"components": [{"type": 1, "components": [BUTTON | {"label": "x" * 81}]}]}, "81 characters"),
        ("POST", POSTS, {"components": [{"type": 1, "components": [BUTTON | {"custom_id": "x" * 101}]}]}, "101 "),
        ("POST", POSTS, {"components": [{"type": 1, "components": [BUTTON | {"lable": "x"}]}]}, "lable is unknown"),
        ("POST", POSTS, {"components": [{"type": 1, "components": [BUTTON | {"style": 9}]}]}, "9 is none of"),
        ("POST", POSTS, {"components": [{"type": 1, "components": [BUTTON] * 6}]}, "6 items, not 1 to 5"),
        ("POST", POSTS, {"embeds": [{}] * 11}, "11 items, not 0 to 10"),
        ("POST", POSTS, ATTACHED, "attachment files[0] has no file"),
        ("POST", CALLBACK, {"type": 5, "data": {"flagz": 64}}, "flagz is unknown"),
        ("POST", CALLBACK, {"type": 99}, "99 is none of"),
        ("POST", "/webhooks/5/token", {"content": "x", "nonce": "7"}, "nonce is unknown"),
        ("POST", "/webhooks/5/token", {"content": "x", "enforce_nonce": True}, "enforce_nonce is unknown"),
        ("PUT", COMMANDS, [STYLE | {"name": "x" * 33}], "33 characters, not 1 to 32"),
        ("PUT", COMMANDS, [STYLE | {"options": [OPTION] * 26}], "26 items, not 0 to 25"),
        ("PUT", COMMANDS, [STYLE | {"options": [OPTION | {"min": 5}]}], "options[0]: min is unknown"),
        ("PUT", COMMANDS, [STYLE | {"options": [OPTION | {"choices": [CHOICE]}]}], "is no integer"),
        ("PUT", COMMANDS, [STYLE | {"contexts": [0, 0]}], "something is there twice"),
        ("PUT", COMMANDS, [STYLE | {"descripton": "x"}], "descripton is unknown"),
    ],
)
def test_what_is_wrong_is_named(spec: Spec, method: str, path: str, body: Any, problem: str) -> None:
    assert problem in problems(spec, method, path, body)


def test_parameters_are_checked(spec: Spec) -> None:
    assert problems(spec, "GET", COMMANDS, with_localizations="1") == ""
    assert "'yes' is no boolean" in problems(spec, "GET", COMMANDS, with_localizations="yes")
    assert "with_localisations is unknown" in problems(spec, "GET", COMMANDS, with_localisations="true")


def test_files_belong_to_attachments(spec: Spec) -> None:
    assert "files[0] is no attachment" in problems(spec, "POST", POSTS, {"attachments": []}, FILES)
    assert "file is no files[n]" in problems(spec, "POST", POSTS, {"content": "x"}, {"file": Upload("a", b"")})
    assert "no files belong here" in problems(spec, "PUT", COMMANDS, [], FILES)


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (200, {"url": "wss://gateway.discord.gg"}, ""),
        (200, {"url": "wss://gateway.discord.gg", "shards": 1}, "shards is unknown"),
        (200, {"url": "nowhere"}, "is no uri"),
        (204, None, "no such answer"),
        (404, {"message": "404: Not Found", "code": 0}, ""),
        (404, {"message": "404: Not Found"}, "code is missing"),
        (429, {"message": "slower", "code": 0, "retry_after": 0.5, "global": False}, ""),
        (429, {"message": "slower", "code": 0}, "retry_after is missing"),
        (502, None, ""),
    ],
)
def test_answers_are_checked(spec: Spec, status: int, body: Any, problem: str) -> None:
    found = "\n".join(spec.answer("GET", "/gateway", status, body))
    assert problem in found
    assert bool(found) == bool(problem)


def test_events_are_checked(spec: Spec) -> None:
    state = DiscordState(lambda: 1_800_000_000.0)
    state.base = "http://127.0.0.1:1"
    author, schema = state.person("Ann"), EVENTS["MESSAGE_CREATE"]
    right = {**MESSAGE, "author": author, "guild_id": "5"}
    assert spec.problems(schema, right, "MESSAGE_CREATE") == []
    attachment = state.attachment(state.dm(author), "a.png", b"")
    for wrong in (
        {"author": author | {"bots": False}},
        {"guild": "5"},
        {"timestamp": "yesterday"},
        {"attachments": [attachment | {"urls": ""}]},
        {"id": 1},
    ):
        assert spec.problems(schema, {**right, **wrong}, "MESSAGE_CREATE"), wrong


def test_every_gap_is_one() -> None:
    """What is mended was really missing or different, so that what Discord mends itself is found out."""
    schemas = json.loads(shared("specs/discord-openapi.json").read_text())["components"]["schemas"]
    for gap in GAPS:
        for name in gap.schemas:
            assert schemas[name]["properties"].get(gap.field) != gap.truth, (name, gap.field)
            assert gap.why


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("MessageCreateRequest", {"content": "x", "components": [ROW]}),
        ("MessageCreateRequest", {"content": 5}),
        ("MessageCreateRequest", {"components": [{"type": 1}]}),
        ("ButtonComponentForMessageRequest", BUTTON | {"label": "x" * 81}),
        ("ApplicationCommandUpdateRequest", {"name": "style", "options": [OPTION]}),
        ("ApplicationCommandUpdateRequest", {"name": "style", "options": [OPTION | {"type": 99}]}),
        ("ApplicationCommandUpdateRequest", {"name": ""}),
        ("ApplicationCommandResponse", {**FILLED, **IDS, "type": 1, "name": "a", "description": "a"}),
        ("ApplicationCommandResponse", {**FILLED, "id": 1}),
        ("MessageResponse", MESSAGE),
        ("GatewayBotResponse", {"url": "wss://gateway.discord.gg", "shards": True, "session_start_limit": {}}),
    ],
)
def test_another_validator_agrees(schema: str, value: Any) -> None:
    """What our checker says of the specification as it is, jsonschema says too (which doesn't mind unknown fields)."""
    description = json.loads(shared("specs/discord-openapi.json").read_text())
    whole: Mapping[str, Any] = {**description, "$ref": f"#/components/schemas/{schema}"}
    ours = Checker(description["components"]["schemas"]).named(schema, value, "")
    assert (ours == []) == Draft202012Validator(whole).is_valid(value), ours
