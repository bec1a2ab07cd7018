"""Updates made up by the published description, of which it is known whether they are meant for the bot."""

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from tests.fuzz.harness import word
from tests.fuzz.telegram_values import Json, Values

BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Atelier", "username": "AtelierBot"}
CONTENTS = (
    *("animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker", "story", "video", "video_note"),
    *("voice", "checklist", "contact", "dice", "game", "poll", "venue", "location", "rich_message", "invoice"),
)
ABOUT = ("media_group_id", "caption_entities", "entities", "forward_origin", "quote", "via_bot", "link_preview_options")
ALWAYS = ("message_id", "date", "chat", "from", "text", "caption", "reply_to_message", "is_automatic_forward")
"""What makes a message what it is: by these it is known for whom it is meant, so they aren't changed."""


class Made(NamedTuple):
    """An update, what it is, and whether it is meant for the bot."""

    update: Json
    kind: str
    meant: bool


class Updates:
    """Makes up updates; ``luck`` decides."""

    def __init__(self, description: Mapping[str, Any], luck: Random) -> None:
        self._luck, self._values = luck, Values(description["types"], luck)
        fields = {field["name"]: field for field in description["types"]["Message"]["fields"]}
        self._fields = fields
        self._service = [name for name, field in fields.items() if "service message" in field["description"].lower()]
        self._others = [field["name"] for field in description["types"]["Update"]["fields"][1:]]
        for heard in ("message", "edited_message", "callback_query"):
            self._others.remove(heard)

    def make(self) -> Made:
        """Any update."""
        kinds = (
            self._private,
            self._private,
            self._called,
            self._talk,
            self._service_message,
            self._bots,
            self._press,
            self._edit,
            self._other,
        )
        content, kind, meant = self._luck.choice(kinds)()
        return Made({"update_id": self._luck.randrange(10**9), **content}, kind, meant)

    def _private(self) -> tuple[Json, str, bool]:
        what, content = self._content()
        return {"message": self._message("private", content)}, f"{what} in private", True

    def _called(self) -> tuple[Json, str, bool]:
        what, content = self._content()
        way = self._luck.choice(["mention", "command", "answer"])
        if way == "answer":
            content["reply_to_message"] = self._message("supergroup", {"text": "Send me a photo"}) | {"from": BOT}
        else:
            said = f"{word(self._luck)} @AtelierBot" if way == "mention" else "/style@AtelierBot"
            content["text" if what == "text" else "caption"] = said
        return {"message": self._message("supergroup", content)}, f"{what} in a group by {way}", True

    def _talk(self) -> tuple[Json, str, bool]:
        what, content = self._content()
        if what == "text":
            content["text"] = self._luck.choice([word(self._luck) or "hello", "/whatever", "/style@OtherBot"])
        forwarded = {"is_automatic_forward": True} if self._luck.random() < 0.2 else {}
        return {"message": self._message("supergroup", {**content, **forwarded})}, f"{what} in a group", False

    def _service_message(self) -> tuple[Json, str, bool]:
        name = self._luck.choice(self._service)
        content = {name: self._values.of(self._fields[name]["types"][0], 1)}
        key = self._luck.choice(["message", "edited_message"])
        place = self._luck.choice(["private", "supergroup"])
        return {key: self._message(place, content)}, f"{name} in {place}", False

    def _bots(self) -> tuple[Json, str, bool]:
        _, content = self._content()
        robot = self._luck.choice([BOT, BOT | {"id": 77}])
        message = self._message(self._luck.choice(["private", "supergroup"]), content)
        return {"message": message | {"from": robot}}, "a bot's message", False

    def _press(self) -> tuple[Json, str, bool]:
        place = self._luck.choice(["private", "supergroup"])
        under = self._message(place, {"text": "Done"}) | {"from": BOT}
        if self._luck.random() < 0.3:
            under = {key: under[key] for key in ("message_id", "chat")} | {"date": 0}
        needed = {"id": str(self._luck.randrange(10**18)), "from": self._person(), "message": under, "data": "cancel:1"}
        query = self._values.odd(self._values.some("CallbackQuery", ("game_short_name",)) | needed, needed)
        return {"callback_query": query}, f"a press in {place}", True

    def _edit(self) -> tuple[Json, str, bool]:
        edited = {"text": word(self._luck) or "better", "edit_date": self._luck.randrange(10**9)}
        return {"edited_message": self._message("private", edited)}, "an edit", True

    def _other(self) -> tuple[Json, str, bool]:
        kind = self._luck.choice([*self._others, "hologram"])
        types = {"channel_post": "Message", "edited_channel_post": "Message"}
        return {kind: self._values.of(types.get(kind, "Message"), 1)}, kind, False

    def _content(self) -> tuple[str, Json]:
        """What somebody sends: its name, and the fields of a message that have it."""
        luck = self._luck
        if luck.random() < 0.3:
            return "text", {"text": luck.choice([word(luck) or "hello", "/start", "/whatever", "/style a b"])}
        if luck.random() < 0.1:
            return "something new", luck.choice([{"hologram": {"size": 3}}, {}])
        what = luck.choice(CONTENTS)
        value = self._values.of(self._fields[what]["types"][0], 1)
        extra = {"caption": word(luck)} if luck.random() < 0.3 else {}
        return what, {what: luck.choice([value, value, value, None, 7]), **extra}

    def _message(self, place: str, content: Json) -> Json:
        luck = self._luck
        chat = {"id": 101 if place == "private" else -1_000_000_000_555, "type": place}
        needed = {"message_id": luck.randrange(1, 10**6), "date": 10**9, "chat": chat, "from": self._person()}
        about = {name: self._values.of(self._fields[name]["types"][0], 1) for name in ABOUT if luck.random() < 0.2}
        return self._values.odd({**about, **needed, **content}, {*ALWAYS, *content})

    def _person(self) -> Json:
        return self._values.odd(self._values.some("User", ()) | {"id": 101, "is_bot": False}, ("id", "is_bot"))
