"""What is on Telegram, and what people do there: chats, messages, files, and the updates that a bot gets of them."""

import asyncio
import io
from collections.abc import Callable
from itertools import count
from typing import Any

from PIL import Image

Message = dict[str, Any]
Chat = dict[str, Any]
User = dict[str, Any]

ANONYMOUS: User = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who sends what an administrator writes in a group as the group."""
RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
)
"""What every administrator is said to have or not."""
GROUPS = -1_000_000_000_000
TIMEOUT = 30.0


class TelegramState:
    """One bot's surroundings. Whatever a person does gives an update and returns the message, or what it was done to.

    ``clock`` gives seconds since 1970. With ``privacy`` the bot is in privacy mode, as new ones are.
    """

    def __init__(self, clock: Callable[[], float], bot_id: int = 4242, username: str = "AtelierBot") -> None:
        self._clock = clock
        self.bot: User = {"id": bot_id, "is_bot": True, "first_name": "Atelier", "username": username}
        self.chats: dict[int, Chat] = {}
        self.people: list[User] = []
        self.threads: set[tuple[int, int]] = set()
        self.messages: dict[tuple[int, int], Message] = {}
        self.files: dict[str, bytes] = {}
        self.blocked: set[int] = set()
        self.refusals: dict[tuple[int, str], tuple[int, str]] = {}
        self.moved: dict[int, int] = {}
        self.members: dict[tuple[int, int], dict[str, Any]] = {}
        self.privacy = False
        self.updates: list[dict[str, Any]] = []
        self.queries: dict[str, bool] = {}
        self.changed = asyncio.Condition()
        self._numbers, self._update_ids = count(1), count(1000)

    def person(self, name: str, language: str = "en") -> User:
        """Somebody, who has a private chat with the bot."""
        id = 100 + next(self._numbers)
        self.chats[id] = {"id": id, "type": "private", "first_name": name}
        self.people.append({"id": id, "is_bot": False, "first_name": name, "language_code": language})
        return self.people[-1]

    def group(self, title: str, *, forum: bool = False) -> int:
        """A supergroup that the bot is in; its id."""
        id = GROUPS - next(self._numbers)
        self.chats[id] = {"id": id, "type": "supergroup", "title": title}
        if forum:
            self.chats[id]["is_forum"] = True
        return id

    def topic(self, chat: int, user: User) -> int:
        """A topic in a forum; the id of its thread."""
        created = {"name": "Paintings", "icon_color": 7322096}
        message = self._message(user, chat, {"forum_topic_created": created, "is_topic_message": True})
        thread: int = message["message_id"]
        message["message_thread_id"] = thread
        self.threads.add((chat, thread))
        self._update("message", message)
        return thread

    def text(self, user: User, text: str, chat: int | None = None, **more: Any) -> Message:
        return self._say(user, chat, {"text": text, **_commands(text, "entities")}, more)

    def photo(self, user: User, data: bytes, chat: int | None = None, caption: str = "", **more: Any) -> Message:
        """A photo; ``album`` joins several."""
        said: dict[str, Any] = {"photo": self.sizes(data)}
        if caption:
            said |= {"caption": caption, **_commands(caption, "caption_entities")}
        return self._say(user, chat, said, more)

    def document(
        self, user: User, data: bytes, name: str, mime: str, chat: int | None = None, caption: str = "", **more: Any
    ) -> Message:
        said: dict[str, Any] = {"document": {**self.keep(data), "file_name": name, "mime_type": mime}}
        if caption:
            said["caption"] = caption
        return self._say(user, chat, said, more)

    def sticker(
        self, user: User, chat: int | None = None, data: bytes = b"webp", animated: bool = False, **more: Any
    ) -> Message:
        kind = {"type": "regular", "width": 512, "height": 512, "is_animated": animated, "is_video": False}
        return self._say(user, chat, {"sticker": {**self.keep(data), **kind}}, more)

    def video(self, user: User, chat: int | None = None, **more: Any) -> Message:
        return self._say(user, chat, {"video": {**self.keep(b"mp4"), "width": 64, "height": 64, "duration": 1}}, more)

    def press(self, user: User, message: Message, label: str) -> str:
        """Presses the button of that name under a message; the id of the query."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        id = f"{next(self._numbers):018}"
        self.queries[id] = False
        chat = str(message["chat"]["id"])
        self._update(
            "callback_query", {"id": id, "from": user, "message": message, "chat_instance": chat, "data": data}
        )
        return id

    def edit(self, message: Message, **changes: Any) -> Message:
        """The sender changes a message."""
        changed = {**message, **changes, "edit_date": int(self._clock()) + next(self._numbers)}
        self.messages[message["chat"]["id"], message["message_id"]] = changed
        if not self.privacy or shown_in_privacy_mode(changed, self.bot, spoken=bool(self.shown(message["chat"]["id"]))):
            self._update("edited_message", changed)
        return changed

    def migrate(self, chat: int, *, told: bool = True) -> int:
        """A group becomes a supergroup, which is told in both; its new id."""
        new = self.group(self.chats[chat]["title"])
        self.moved[chat] = new
        notes = ((chat, {"migrate_to_chat_id": new}), (new, {"migrate_from_chat_id": chat}))
        for place, note in notes if told else ():
            self._update("message", self._message(ANONYMOUS, place, {**note, "sender_chat": self.chats[place]}))
        return new

    def promote(self, user: User, chat: int, *, anonymous: bool) -> None:
        """Makes somebody an administrator, who may write as the group."""
        rights = dict.fromkeys(RIGHTS, True) | {"is_anonymous": anonymous, "can_be_edited": False}
        self.members[chat, user["id"]] = {"status": "administrator", "user": user, **rights}

    def change_bot(self, user: User, chat: int, old: str, new: str) -> None:
        """Somebody makes the bot a member of a chat, or no member any more: ``left``, ``member``, ``kicked``."""
        about = {"chat": self.chats[chat], "from": user, "date": int(self._clock())}
        members = {"old_chat_member": self._as_member(old), "new_chat_member": self._as_member(new)}
        self._update("my_chat_member", {**about, **members})

    def _as_member(self, status: str) -> dict[str, Any]:
        return {"status": status, "user": self.bot, **({"until_date": 0} if status == "kicked" else {})}

    def refuse(self, chat: int, code: int, description: str, *methods: str) -> None:
        """Has these methods be refused in a chat from now on."""
        self.refusals |= {(chat, method): (code, description) for method in methods}

    def shown(self, chat: int) -> list[Message]:
        """The bot's messages in a chat as they are now."""
        return [
            message
            for (there, _), message in sorted(self.messages.items())
            if there == chat and message.get("from") == self.bot
        ]

    async def until(self, condition: Callable[[], Any], timeout: float = TIMEOUT) -> Any:
        """What a condition gives once it is true; looked at whenever something changes."""
        async with asyncio.timeout(timeout), self.changed:
            return await self.changed.wait_for(condition)

    def wake(self) -> None:
        """Something has changed."""

        async def tell() -> None:
            async with self.changed:
                self.changed.notify_all()

        self._telling = asyncio.ensure_future(tell())

    def write(self, chat: int, content: dict[str, Any]) -> Message:
        """The bot's own message."""
        message = self._message(self.bot, chat, content)
        self.wake()
        return message

    def keep(self, data: bytes) -> dict[str, Any]:
        """A file's ids and size."""
        id = f"file-{next(self._numbers)}"
        self.files[id] = data
        return {"file_id": id, "file_unique_id": f"unique-{id}", "file_size": len(data)}

    def sizes(self, data: bytes) -> list[dict[str, Any]]:
        """A photo as Telegram lists it: a small one for previews and the photo itself."""
        width, height = Image.open(io.BytesIO(data)).size
        small = {**self.keep(b"small"), "width": width // 2, "height": height // 2}
        return [small, {**self.keep(data), "width": width, "height": height}]

    def _say(self, user: User, chat: int | None, content: dict[str, Any], more: dict[str, Any]) -> Message:
        place = user["id"] if chat is None else chat
        reply, thread, album = more.pop("reply_to", None), more.pop("thread", None), more.pop("album", None)
        if reply is not None:
            content = {**content, "reply_to_message": {k: v for k, v in reply.items() if k != "reply_to_message"}}
        if thread is not None:  # what answers nothing else answers the message that opened the topic
            opened = {"reply_to_message": self.messages[place, thread]} if (place, thread) in self.messages else {}
            content = {**opened, **content, "message_thread_id": thread, "is_topic_message": True}
        if album is not None:
            content = {**content, "media_group_id": album}
        message = self._message(user, place, {**content, **more})
        if not self.privacy or shown_in_privacy_mode(message, self.bot, spoken=bool(self.shown(place))):
            self._update("message", message)
        return message

    def _message(self, user: User, chat: int, content: dict[str, Any]) -> Message:
        id = next(self._numbers)
        message = {"message_id": id, "from": user, "chat": self.chats[chat], "date": int(self._clock()), **content}
        self.messages[chat, id] = message
        return message

    def _update(self, kind: str, content: Any) -> None:
        self.updates.append({"update_id": next(self._update_ids), kind: content})
        self.wake()


def shown_in_privacy_mode(message: Message, bot: User, *, spoken: bool) -> bool:
    """Whether a bot in privacy mode gets what somebody says (core.telegram.org/bots/features#privacy-mode).

    In groups these are replies to the bot, commands with its name and, where it was the last bot that has ``spoken``,
    those without one; a mention is nothing to it.
    """
    if message["chat"]["type"] == "private":
        return True
    if message.get("reply_to_message", {}).get("from") == bot:
        return True
    words = (message.get("text") or message.get("caption") or "").split()
    if not words or not words[0].startswith("/"):
        return False
    name = words[0].partition("@")[2]
    return name.casefold() == bot["username"].casefold() if name else spoken


def _commands(text: str, key: str) -> dict[str, Any]:
    """The entity that makes a text a command."""
    if not text.startswith("/"):
        return {}
    return {key: [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}
