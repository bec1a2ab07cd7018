"""What the Bot API does when a bot asks for it; only what Atelier asks for."""

import io
import json
from typing import Any

from PIL import Image

from tests.platforms.telegram_spec import Fields, Upload
from tests.platforms.telegram_state import Message, TelegramState

DOWNLOAD_LIMIT = 20_000_000
PHOTO_LIMIT, FILE_LIMIT = 10_000_000, 50_000_000
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
CONTENT = ("text", "caption", "photo", "document", "has_media_spoiler", "reply_markup")


class ApiError(Exception):
    """An answer that isn't ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class Methods:
    """The methods over a state. ``folder`` is where a server with --local keeps its files, if it is one."""

    def __init__(self, state: TelegramState, folder: str | None = None) -> None:
        self._state, self._folder = state, folder
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.actions: list[tuple[int, str]] = []

    def call(self, method: str, fields: Fields) -> Any:
        """A method's result. Raises ApiError."""
        found = {
            "getMe": self._get_me,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete,
            "editMessageReplyMarkup": self._edit_markup,
            "answerCallbackQuery": self._answer_query,
            "sendChatAction": self._chat_action,
            "getFile": self._get_file,
            "getChatMember": self._get_member,
            "setMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "setMyDescription": self._set_description,
            "getMyDescription": self._get_description,
            "setMyShortDescription": self._set_short_description,
            "getMyShortDescription": self._get_short_description,
        }.get(method)
        if found is None:
            raise ApiError(404, "Not Found")
        if "chat_id" in fields and (refusal := self._state.refusals.get((_chat_id(fields), method))):
            raise ApiError(*refusal)
        return found(fields)

    def _get_me(self, fields: Fields) -> Any:
        can = {"can_join_groups": True, "supports_inline_queries": False}
        return {**self._state.bot, **can, "can_read_all_group_messages": not self._state.privacy}

    def _get_member(self, fields: Fields) -> Any:
        chat, id = self._chat(fields), int(_text(fields, "user_id"))
        user = next(user for user in self._state.people if user["id"] == id)
        return self._state.members.get((chat, id), {"status": "member", "user": user})

    def _send_message(self, fields: Fields) -> Message:
        return self._send(fields, {"text": _text(fields, "text")})

    def _send_photo(self, fields: Fields) -> Message:
        return self._send(fields, self._photo(fields["photo"], _text(fields, "has_spoiler") == "True"))

    def _send_document(self, fields: Fields) -> Message:
        return self._send(fields, self._document(fields["document"]))

    def _send(self, fields: Fields, content: dict[str, Any]) -> Message:
        chat = self._chat(fields)
        thread = _text(fields, "message_thread_id")
        if thread and (chat, int(thread)) not in self._state.threads:
            raise ApiError(400, "Bad Request: message thread not found")
        if thread:
            content |= {"message_thread_id": int(thread), "is_topic_message": True}
        answered = json.loads(_text(fields, "reply_parameters") or "{}").get("message_id")
        if (chat, answered) in self._state.messages:
            original = self._state.messages[chat, answered]
            content["reply_to_message"] = {k: v for k, v in original.items() if k != "reply_to_message"}
        return self._state.write(chat, {**content, **_caption(fields), **_markup(fields)})

    def _edit_text(self, fields: Fields) -> Message:
        message = self._message(fields)
        if "text" not in message:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return self._replace(message, {"text": _text(fields, "text"), **_markup(fields)})

    def _edit_caption(self, fields: Fields) -> Message:
        message = self._message(fields)
        if "text" in message:
            raise ApiError(400, "Bad Request: there is no caption in the message to edit")
        media = {key: message[key] for key in ("photo", "document") if key in message}
        return self._replace(message, {**media, **_caption(fields), **_markup(fields)})

    def _edit_media(self, fields: Fields) -> Message:
        message = self._message(fields)
        media = json.loads(_text(fields, "media"))
        upload = fields[media["media"].removeprefix("attach://")]
        if media["type"] == "photo":
            content = self._photo(upload, media.get("has_spoiler", False))
        else:
            content = self._document(upload)
        if media.get("caption"):
            content["caption"] = media["caption"]
        return self._replace(message, {**content, **_markup(fields)})

    def _delete(self, fields: Fields) -> bool:
        key = self._chat(fields), int(_text(fields, "message_id"))
        if self._state.messages.pop(key, None) is None:
            raise ApiError(400, "Bad Request: message to delete not found")
        self._state.wake()
        return True

    def _edit_markup(self, fields: Fields) -> Message:
        message = self._message(fields)
        kept = {key: message[key] for key in CONTENT if key in message and key != "reply_markup"}
        return self._replace(message, {**kept, **_markup(fields)})

    def _replace(self, message: Message, content: dict[str, Any]) -> Message:
        frame = {key: value for key, value in message.items() if key not in (*CONTENT, "edit_date")}
        if {key: value for key, value in message.items() if key in CONTENT} == content:
            raise ApiError(400, SAME)
        changed = {**frame, **content, "edit_date": message["date"] + 1}
        self._state.messages[message["chat"]["id"], message["message_id"]] = changed
        self._state.wake()
        return changed

    def _answer_query(self, fields: Fields) -> bool:
        id = _text(fields, "callback_query_id")
        if self._state.queries.get(id) is not False:  # unknown, or answered before
            raise ApiError(400, TOO_OLD)
        self._state.queries[id] = True
        self._state.wake()
        return True

    def _chat_action(self, fields: Fields) -> bool:
        self.actions.append((self._chat(fields), _text(fields, "action")))
        return True

    def _get_file(self, fields: Fields) -> Any:
        id = _text(fields, "file_id")
        if id not in self._state.files:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self._state.files[id])
        if self._folder is None and size > DOWNLOAD_LIMIT:
            raise ApiError(400, "Bad Request: file is too big")
        path = f"photos/{id}.jpg" if self._folder is None else f"{self._folder}/{id}.jpg"
        return {"file_id": id, "file_unique_id": f"unique-{id}", "file_size": size, "file_path": path}

    def _set_commands(self, fields: Fields) -> bool:
        self.commands[_scope(fields), _text(fields, "language_code")] = json.loads(_text(fields, "commands"))
        return True

    def _get_commands(self, fields: Fields) -> Any:
        return self.commands.get((_scope(fields), _text(fields, "language_code")), [])

    def _set_description(self, fields: Fields) -> bool:
        self.descriptions["long", _text(fields, "language_code")] = _text(fields, "description")
        return True

    def _get_description(self, fields: Fields) -> Any:
        return {"description": self.descriptions.get(("long", _text(fields, "language_code")), "")}

    def _set_short_description(self, fields: Fields) -> bool:
        self.descriptions["short", _text(fields, "language_code")] = _text(fields, "short_description")
        return True

    def _get_short_description(self, fields: Fields) -> Any:
        return {"short_description": self.descriptions.get(("short", _text(fields, "language_code")), "")}

    def _photo(self, upload: str | Upload, spoiler: bool) -> dict[str, Any]:
        assert isinstance(upload, Upload)
        if len(upload.data) > PHOTO_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        width, height = Image.open(io.BytesIO(upload.data)).size
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        return {"photo": self._state.sizes(upload.data), **({"has_media_spoiler": True} if spoiler else {})}

    def _document(self, upload: str | Upload) -> dict[str, Any]:
        assert isinstance(upload, Upload)
        if len(upload.data) > FILE_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        return {"document": {**self._state.keep(upload.data), "file_name": upload.name}}

    def _chat(self, fields: Fields) -> int:
        id = _chat_id(fields)
        if id in self._state.moved:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, reason, migrate_to_chat_id=self._state.moved[id])
        if id not in self._state.chats:
            raise ApiError(400, "Bad Request: chat not found")
        if id in self._state.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return id

    def _message(self, fields: Fields) -> Message:
        message = self._state.messages.get((self._chat(fields), int(_text(fields, "message_id"))))
        if message is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        if message.get("from") != self._state.bot:
            raise ApiError(400, "Bad Request: message can't be edited")
        return message


def _text(fields: Fields, name: str) -> str:
    given = fields.get(name, "")
    assert isinstance(given, str)
    return given


def _chat_id(fields: Fields) -> int:
    """A chat's number; what is no number would be the name of a channel, and there are none."""
    try:
        return int(_text(fields, "chat_id"))
    except ValueError:
        raise ApiError(400, "Bad Request: chat not found") from None


def _caption(fields: Fields) -> dict[str, Any]:
    caption = _text(fields, "caption")
    return {"caption": caption} if caption else {}


def _markup(fields: Fields) -> dict[str, Any]:
    """The buttons under a message; what has clients begin a reply isn't part of it."""
    markup = json.loads(_text(fields, "reply_markup") or "{}")
    return {"reply_markup": markup} if "inline_keyboard" in markup else {}


def _scope(fields: Fields) -> str:
    scope: str = json.loads(_text(fields, "scope") or '{"type": "default"}')["type"]
    return scope
