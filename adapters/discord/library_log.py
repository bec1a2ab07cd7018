"""What the library logs: a line each of what matters to an operator, with no token in it."""

import logging
import re
from typing import Final

LOGGERS: Final = ("discord.client", "discord.gateway", "discord.http", "discord.state", "discord.webhook.async")
TOKEN: Final = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")
NEEDLESS: Final = ("PyNaCl", "davey", "Guilds intent")


class OneLine(logging.Filter):
    """The library's warnings in a line each, with no interaction's token in any."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shortens a record; debugging is dropped, as whole events with their tokens are in it."""
        if record.levelno <= logging.DEBUG or str(record.msg).startswith(NEEDLESS):
            return False
        text = TOKEN.sub(r"\1…", record.getMessage().partition("\n")[0])
        if record.exc_info and record.exc_info[0] is not None:
            error = record.exc_info[1]  # one of our own says in a line what is the matter
            text = f"{text} ({error if type(error) is ConnectionError else record.exc_info[0].__name__})"
        record.msg, record.args, record.exc_info, record.exc_text = f"discord: {text}", (), None, None
        return True


_ONE_LINE: Final = OneLine()


def quieten() -> None:
    """Makes the library's loggers say what matters to an operator; any number of times."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_ONE_LINE)
