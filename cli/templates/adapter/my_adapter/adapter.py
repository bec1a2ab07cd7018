"""Makes events of what people do on the platform, and shows there what the bot says."""

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr

import atelier_bot as bot
from my_adapter.client import Client, Json


class MyAdapterConfig(bot.Model):
    """What the operator says in plugins.toml."""

    url: bot.ServerUrl = Field(description="Where the platform is.")
    token: SecretStr = Field(description="What the platform knows the bot by.")


class MyAdapter(bot.Adapter):
    """Polls the platform, and confirms an update when the engine has kept it."""

    name = "my-adapter"
    config_model = MyAdapterConfig
    capabilities = bot.Capabilities(text_limit=4000, caption_limit=1000, privacy=bot.Privacy.DIRECT)

    def __init__(self, account: str, config: MyAdapterConfig, folder: Path) -> None:
        """Takes the name of its table, what is in it, and a folder for files of its own, which it doesn't need."""
        self.account, self._client = account, Client(config.url, config.token)

    async def run(self, engine: bot.Engine) -> None:
        """Carries in what people do, until it is cancelled."""
        after = 0
        commands = bot.declared_commands(engine.effects)
        try:
            while True:
                for update in await self._client.updates(after):
                    await engine.submit(self._event(commands, update))
                    after = update["id"]
        finally:
            await self._client.close()

    async def fetch(self, photo: bot.Photo, limit: int) -> bytes:
        """The bytes of a photo."""
        return await self._client.photo(photo.reference, limit)

    async def send(self, address: bot.Address, message: bot.Message) -> str:
        """Shows a message below the others."""
        return await self._write(address, message)

    async def edit(self, address: bot.Address, reference: str, message: bot.Message) -> str:
        """Shows a message in an earlier one's place."""
        return await self._write(address, message, reference)

    async def direct(self, person: bot.PersonId) -> bot.Address:
        """The chat with a person alone."""
        return self._address(f"alone-{person.id}")

    async def _write(self, address: bot.Address, message: bot.Message, reference: str = "") -> str:
        buttons = [[{"id": button.id, "label": button.label} for button in row] for row in message.buttons]
        said: Json = {"key": message.key, "buttons": buttons}
        if not message.only_buttons:
            said |= {"text": message.text, "alt": message.alt, "as_file": message.as_file}
        picture = message.document or message.picture
        return await self._client.write(address.chat, said, None if message.only_buttons else picture, reference)

    def _event(self, commands: tuple[bot.Command, ...], update: Json) -> bot.Event:
        person = bot.Person(id=update["who"], name=update["who"], locale=update["locale"])
        base: dict[str, Any] = {"id": str(update["id"]), "address": self._address(update["chat"]), "sender": person}
        base["is_group"] = update["chat"].startswith("group-")
        if "button" in update:
            return bot.ButtonPressed(**base, button=update["button"], message=update["message"])
        if "photo" in update:
            photo = bot.Photo(reference=update["photo"])
            return bot.PhotoSent(**base, photo=photo, caption=update["text"], album=update["album"])
        return bot.event_of_text(commands, base, update["text"], bot.command_in(update["text"]))

    def _address(self, chat: str) -> bot.Address:
        return bot.Address(self.name, self.account, chat)
