"""The emulator is strict: a request or an update that the description doesn't allow is found out."""

import asyncio
import json
from typing import Any

import pytest

from tests.adapters.harness import picture
from tests.conftest import shared
from tests.platforms.telegram_spec import Fields, Spec, Upload
from tests.platforms.telegram_state import TelegramState

MARKUP = json.dumps({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
MEDIA = json.dumps({"type": "photo", "media": "attach://a", "has_spoiler": True})


@pytest.fixture(scope="module")
def spec() -> Spec:
    return Spec.load(shared("specs/telegram-bot-api.json"))


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("getMe", {}),
        ("sendMessage", {"chat_id": "5", "text": "hello", "reply_markup": MARKUP, "message_thread_id": "7"}),
        ("sendMessage", {"chat_id": "@name", "text": "x" * 4096}),
        ("sendPhoto", {"chat_id": "5", "photo": Upload("a.png", b""), "has_spoiler": "True"}),
        ("sendPhoto", {"chat_id": "5", "photo": "file-id"}),
        ("editMessageMedia", {"chat_id": "5", "message_id": "7", "media": MEDIA, "a": Upload("a.png", b"")}),
        ("getUpdates", {"timeout": "50", "allowed_updates": '["message"]', "limit": "100"}),
        ("setMyCommands", {"commands": '[{"command": "style", "description": "x"}]', "scope": '{"type": "default"}'}),
    ],
)
def test_what_is_right_passes(spec: Spec, method: str, fields: Fields) -> None:
    assert spec.request(method, fields) == []


@pytest.mark.parametrize(
    ("method", "fields", "problem"),
    [
        ("sendMesage", {}, "no such method"),
        ("sendMessage", {"chat_id": "5"}, "text is missing"),
        ("sendMessage", {"chat_id": "5", "text": "a", "txet": "b"}, "txet is unknown"),
        ("sendMessage", {"chat_id": "5", "text": "x" * 4097}, "4097 characters, not 1 to 4096"),
        ("sendMessage", {"chat_id": "5", "text": ""}, "0 characters, not 1 to 4096"),
        ("sendMessage", {"chat_id": "5", "text": "a", "message_thread_id": "seven"}, "is no Integer"),
        ("sendMessage", {"chat_id": "5", "text": "a", "disable_notification": "perhaps"}, "is no Boolean"),
        ("sendMessage", {"chat_id": "5", "text": "a", "reply_markup": "{"}, "is no"),
        ("sendMessage", {"chat_id": "5", "text": Upload("a", b"")}, "no file belongs here"),
        (
            "sendMessage",
            {"chat_id": "5", "text": "a", "reply_markup": MARKUP.replace('"go"', f'"{"x" * 65}"')},
            "65 bytes",
        ),
        (
            "sendMessage",
            {"chat_id": "5", "text": "a", "reply_markup": MARKUP.replace("callback", "call_back")},
            "has no",
        ),
        ("sendPhoto", {"chat_id": "5", "photo": "x", "caption": "x" * 1025}, "1025 characters"),
        ("editMessageMedia", {"chat_id": "5", "message_id": "7", "media": MEDIA}, "nothing is attached as a"),
        ("editMessageMedia", {"chat_id": "5", "message_id": "7", "media": '{"type": "photo"}'}, "needs media"),
        ("editMessageMedia", {"media": '{"type": "foto", "media": "x"}'}, "should be"),
        ("getUpdates", {"limit": "101"}, "101 is not within"),
        ("setMyCommands", {"commands": '[{"command": "Style", "description": "x"}]'}, "other characters"),
        ("setMyCommands", {"commands": '[{"command": "style"}]'}, "needs description"),
    ],
)
def test_what_is_wrong_is_named(spec: Spec, method: str, fields: Fields, problem: str) -> None:
    assert problem in "\n".join(spec.request(method, fields))


class TestUpdates:
    async def updates(self) -> list[dict[str, Any]]:
        state = TelegramState(lambda: 1_800_000_000.0)
        ann, forum = state.person("Ann"), state.group("Forum", forum=True)
        thread = state.topic(forum, ann)
        photo = state.photo(
            ann, picture(), forum, "/style@AtelierBot", thread=thread, album="a", has_media_spoiler=True
        )
        state.text(ann, "/start", reply_to=photo)
        state.edit(state.document(ann, picture(), "a.png", "image/png"), caption="style")
        state.sticker(ann)
        state.video(ann)
        button = {"reply_markup": json.loads(MARKUP)}
        state.press(ann, state.write(ann["id"], {"text": "hello", **button}), "Go")
        return state.updates

    def test_what_the_emulator_sends_is_right(self, spec: Spec) -> None:
        updates = asyncio.run(self.updates())
        assert len(updates) == 8
        assert spec.value(["Array of Update"], updates, "updates") == []

    def test_what_it_would_send_wrongly_is_found_out(self, spec: Spec) -> None:
        message = {"message_id": 1, "date": 5, "chat": {"id": 5, "type": "private"}}
        assert spec.value(["Update"], {"update_id": 1, "message": message}, "") == []
        for wrong in ({"date": None}, {"chat": {"id": "5", "type": "private"}}, {"fotos": []}, {"text": 5}):
            assert spec.value(["Update"], {"update_id": 1, "message": {**message, **wrong}}, "")
