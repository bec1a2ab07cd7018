"""The golden conversation on Discord: in a private chat with the bot."""

import asyncio
import time
from pathlib import Path

from core.jobs.effect_run import MakeEffect
from tests import golden
from tests.adapters.discord.wire.harness import TOKEN, discord, spec
from tests.adapters.harness import TIMEOUT
from tests.golden import Sent, Shown
from tests.platforms.discord import Server
from tests.platforms.discord_people import File
from tests.platforms.discord_state import Object


class Guest:
    """A person in a private chat; see tests.golden.Guest."""

    def __init__(self, server: Server, user: Object) -> None:
        self._server, self._state, self._user = server, server.state, user
        self._place = server.state.dm(user)

    async def text(self, text: str) -> None:
        self._server.people.say(self._user, text)

    async def command(self, name: str) -> None:
        self._server.people.slash(self._user, name)

    async def photos(self, *photos: Sent) -> None:
        caption = " ".join(photo.caption for photo in photos if photo.caption)
        files = [File(f"photo-{n}.jpg", photo.data) for n, photo in enumerate(photos)]
        self._server.people.say(self._user, caption, files)

    async def file(self, data: bytes, name: str) -> None:
        self._server.people.say(self._user, "", [File(name, data)])

    async def press(self, label: str) -> None:
        message = next(message for message in reversed(self._shown()) if label in sum(_buttons(message), ()))
        self._server.people.press(self._user, message, label)

    async def seen(self) -> list[Shown]:
        return [_shown(message) for message in self._shown()]

    async def changed(self) -> None:
        async with self._state.changed:
            await self._state.changed.wait()

    def _shown(self) -> list[Object]:
        return self._state.shown(self._user, self._place)


def _buttons(message: Object) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(button["label"] for button in row["components"]) for row in message["components"])


def _shown(message: Object) -> Shown:
    """A painting is shown large; "As a file" brings another attachment, which has a name of its own."""
    pictures = [file for file in message["attachments"] if "width" in file and "painting" in file["filename"]]
    return Shown(
        text=message["content"],
        buttons=_buttons(message),
        picture=(pictures[0]["width"], pictures[0]["height"]) if pictures else None,
        file=bool(message["attachments"]) and not pictures,
    )


@golden.CONVERSATIONS
def test_it_reads_as_everywhere(tmp_path: Path, file: Path, makes: tuple[MakeEffect, ...]) -> None:
    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            golden.bot(tmp_path, {"discord": discord(server)}, *makes),
        ):
            ann = server.state.person("Ann")
            await server.state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
            await golden.converse(Guest(server, ann), file)
            assert not server.interactions.missed()

    asyncio.run(scenario())


def test_a_painting_is_begun_by_one_command_in_a_guild(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            golden.bot(tmp_path, {"discord": discord(server)}),
        ):
            people, state = server.people, server.state
            ann, bob, studio = state.person("Ann"), state.person("Bob"), state.guild("Studio")
            await state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
            colours = {"photo": "teal", "style": "gold", "second-style": "red"}
            photos = {name: File(f"{colour}.jpg", golden.photo(colour)) for name, colour in colours.items()}
            people.slash(ann, "style", {**photos, "strength": 0.25, "warm": True}, studio)
            (painting,) = await state.until(lambda: _finished(state.shown(bob, studio)), TIMEOUT)
            assert golden.render([_shown(painting)]) == PAINTING
            assert painting["interaction_metadata"]["user"] == ann
            people.press(bob, painting, "Stronger")
            (refusal,) = await state.until(lambda: state.shown(bob, studio)[1:], TIMEOUT)
            assert state.only_for[refusal["id"]] == bob["id"]
            people.press(ann, painting, "Stronger")
            await state.until(lambda: len(_finished(state.shown(ann, studio))) == 2, TIMEOUT)
            assert not server.interactions.missed()

    asyncio.run(scenario())


PAINTING = """\
- (picture 80 x 60)
  Here it is, painted in N seconds.
  Strength: 0.25; Warm: yes
  [Another second style] [Another style]
  [Another photo] [With my settings]
  [Stronger]
  [As a file] [More…]"""


def _finished(messages: list[Object]) -> list[Object]:
    return [message for message in messages if "Here it is" in message["content"]]
