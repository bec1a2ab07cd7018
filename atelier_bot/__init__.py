"""What plugins of Atelier are made with: the contracts of adapters and effects, and what goes between them and the bot.

An adapter is a class that carries conversations between a platform and the engine, an effect is one that makes a
picture; ``Adapter`` and ``Effect`` say what they need. Everything a plugin imports of Atelier is here::

    from atelier_bot import Adapter, Address, Message, Photo, PhotoSent
"""

from core.dialogue.commands import COMMANDS, Command
from core.dialogue.option_texts import option_about, option_title, value_text
from core.dialogue.text_events import event_of_text, slot_named
from core.dialogue.texts import DEFAULT, LANGUAGES, Texts, negotiate
from core.imaging.errors import PictureError
from core.imaging.fitting import fit_into_bytes
from core.imaging.images import shrink
from core.imaging.media_types import BINARY, claims_to_be_picture, media_type, suffix
from core.jobs.outage import through_outage
from core.model.address import Address
from core.model.base import Model
from core.model.blob import Blob
from core.model.clock import Clock, Sleep
from core.model.errors import Lost, Refusal, StorageError
from core.model.event import ButtonPressed, CommandGiven, Event, OtherSent, Photo, PhotoSent, Slot, TextSent
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.outbox import OutboxEntry
from core.model.person import Person
from core.model.reply import Button, Reply
from core.plugins.adapter import (
    OPERATOR_LOG,
    Adapter,
    Engine,
    Message,
    PersonSettings,
    PhotoLost,
    RateLimited,
    Undeliverable,
)
from core.plugins.backoff import backoff
from core.plugins.capabilities import Capabilities
from core.plugins.client import PlatformClient, read_at_most
from core.plugins.contract import CONTRACT
from core.plugins.controls import Control, control_of
from core.plugins.effect import Cancelled, Effect, Report
from core.plugins.errors import CheckpointError, EffectError, OptionsError, PluginError, WeightsError
from core.plugins.health import Condition, Health
from core.plugins.recent import Recent

__all__ = [
    "BINARY",
    "COMMANDS",
    "CONTRACT",
    "DEFAULT",
    "LANGUAGES",
    "OPERATOR_LOG",
    "Adapter",
    "Address",
    "Blob",
    "Button",
    "ButtonPressed",
    "Cancelled",
    "Capabilities",
    "CheckpointError",
    "Clock",
    "Command",
    "CommandGiven",
    "Condition",
    "Control",
    "Effect",
    "EffectError",
    "Engine",
    "Event",
    "Health",
    "HistoryEntry",
    "Job",
    "Lost",
    "Message",
    "Model",
    "OptionsError",
    "OtherSent",
    "OutboxEntry",
    "Person",
    "PersonSettings",
    "Photo",
    "PhotoLost",
    "PhotoSent",
    "PictureError",
    "PlatformClient",
    "PluginError",
    "RateLimited",
    "Recent",
    "Refusal",
    "Reply",
    "Report",
    "Sleep",
    "Slot",
    "StorageError",
    "TextSent",
    "Texts",
    "Undeliverable",
    "WeightsError",
    "backoff",
    "claims_to_be_picture",
    "control_of",
    "event_of_text",
    "fit_into_bytes",
    "media_type",
    "negotiate",
    "option_about",
    "option_title",
    "read_at_most",
    "shrink",
    "slot_named",
    "suffix",
    "through_outage",
    "value_text",
]
