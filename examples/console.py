"""An adapter for a terminal: a line is a text, a command, or a photo if it is a file's path."""

import asyncio
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import atelier_bot as bot


class Console(bot.Adapter):
    """Whoever sits at the terminal is the one person, and the terminal is the one conversation."""

    name = "console"
    capabilities = bot.Capabilities(buttons=False, edit_interval=None)

    def __init__(self, account: str, config: bot.Model, folder: Path) -> None:  # noqa: ARG002 - nothing to choose
        self.account, self._folder = account, folder

    async def run(self, engine: bot.Engine) -> None:
        """Carries lines in, and when there are no more waits for what is still answered."""
        commands = bot.declared_commands(engine.effects)
        while line := (await asyncio.to_thread(sys.stdin.readline)):
            home, somebody = bot.Address(self.name, self.account, "terminal"), bot.Person(id="somebody")
            base: dict[str, Any] = {"id": uuid4().hex, "address": home, "sender": somebody}
            path = Path(line.strip())
            if path.is_file():
                await engine.submit(bot.PhotoSent(**base, photo=bot.Photo(reference=str(path))))
            else:
                await engine.submit(bot.event_of_text(commands, base, line.strip(), bot.command_in(line)))
        await asyncio.Event().wait()

    async def fetch(self, photo: bot.Photo, limit: int) -> bytes:
        """The bytes of the file."""
        with Path(photo.reference).open("rb") as file:
            return file.read(limit + 1)

    async def send(self, address: bot.Address, message: bot.Message) -> str:  # noqa: ARG002 - there is just one
        """Prints a text; a picture is written into the folder and its path printed."""
        if data := message.picture or message.document:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / (message.document_name or f"{message.key}.png")
            path.write_bytes(data)
            sys.stdout.write(f"{path}\n")
        sys.stdout.write(f"{message.text}\n\n")
        sys.stdout.flush()
        return message.key
