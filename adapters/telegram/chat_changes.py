"""What an update tells of a chat itself: that it has moved, or that the bot was added to it."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from atelier_bot import AddedToGroup, Address, Person

log = logging.getLogger(__name__)

T = TypeVar("T")

GROUPS: Final = frozenset(["group", "supergroup"])
AWAY: Final = frozenset(["left", "kicked"])


class Move(NamedTuple):
    """A group's id, and the id of the supergroup that it has become."""

    old: str
    new: str


def move_in(update: Mapping[str, Any]) -> Move | None:
    """Where a group has moved, if that is what an update tells; it is told in the old chat and in the new one."""
    return _read(_move, update)


def addition_in(update: Mapping[str, Any], adapter: str, account: str) -> AddedToGroup | None:
    """Who has added the bot to which group, if that is what an update tells; that it was removed is no event."""
    return _read(lambda update: _addition(update, adapter, account), update)


def _move(update: Mapping[str, Any]) -> Move | None:
    message = update.get("message") or {}
    if "migrate_to_chat_id" in message:
        return Move(str(message["chat"]["id"]), str(message["migrate_to_chat_id"]))
    if "migrate_from_chat_id" in message:
        return Move(str(message["migrate_from_chat_id"]), str(message["chat"]["id"]))
    return None


def _addition(update: Mapping[str, Any], adapter: str, account: str) -> AddedToGroup | None:
    change = update.get("my_chat_member")
    if change is None or change["chat"]["type"] not in GROUPS:
        return None
    if change["old_chat_member"]["status"] not in AWAY or change["new_chat_member"]["status"] in AWAY:
        return None
    chat, adder = str(change["chat"]["id"]), change["from"]
    sender = Person(id=str(adder["id"]), name=adder["first_name"], locale=adder.get("language_code", ""))
    address = Address(adapter, account, chat)
    return AddedToGroup(id=f"added:{chat}:{change['date']}", address=address, sender=sender, is_group=True)


def _read(read: Callable[[Mapping[str, Any]], T | None], update: Mapping[str, Any]) -> T | None:
    """What is read; an update that can't be would come again for ever, so it is passed over."""
    try:
        return read(update)
    except (KeyError, TypeError, ValueError, AttributeError):
        log.exception("telegram: update %s can't be read and is passed over", update.get("update_id"))
        return None
