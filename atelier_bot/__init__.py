"""What plugins of Atelier are made with: the contracts of adapters and effects, and what goes between them and the bot.

An adapter is a class that carries conversations between a platform and the engine, an effect is one that makes a
picture; ``Adapter`` and ``Effect`` say what they need. Everything a plugin imports of Atelier is here:

    from atelier_bot import Adapter, Address, Message, Photo, PhotoSent
"""

from core.dialogue.commands import ADMIN, ADMIN_ACTIONS, Command, declared_commands, words_of_all
from core.dialogue.framework_texts import framework_texts
from core.dialogue.option_texts import option_about, option_title, value_text
from core.dialogue.text_events import command_in, event_of_text, slot_named
from core.imaging.errors import PictureError
from core.imaging.fitting import fit_into_bytes
from core.imaging.images import open_own, shrink
from core.imaging.media_types import BINARY, claims_to_be_picture, media_type, suffix
from core.jobs.outage import through_outage
from core.model.address import Address
from core.model.base import Model
from core.model.blob import Blob
from core.model.clock import Clock, Sleep
from core.model.errors import AtelierError, Lost, Refusal, StorageError
from core.model.event import (
    AddedToGroup,
    ButtonPressed,
    CommandGiven,
    Event,
    GalleryChoice,
    OtherSent,
    Photo,
    PhotoSent,
    TextSent,
    in_place_of,
)
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.outbox import OutboxEntry
from core.model.person import Person, PersonId
from core.model.reply import Button, Reply
from core.plugins.adapter import (
    OPERATOR_LOG,
    Adapter,
    Engine,
    Obstacle,
    OwnPicture,
    PersonSettings,
    PhotoLost,
    RateLimited,
    Receipt,
    Undeliverable,
)
from core.plugins.answers import Forbidden, InvalidToken, Refused, courtesy
from core.plugins.archives import split_archive
from core.plugins.backoff import backoff
from core.plugins.capabilities import Capabilities, Privacy
from core.plugins.client import PlatformClient, check_size, read_at_most, read_photo, wait_asked
from core.plugins.contract import CONTRACT
from core.plugins.controls import Control, control_of
from core.plugins.effect import Cancelled, Effect, Report, Slot, Tweak, Variant
from core.plugins.errors import (
    CheckpointError,
    EffectError,
    OptionsError,
    PluginError,
    PortTaken,
    Rejected,
    WeightsError,
)
from core.plugins.finding import Finding, Severity, clock_findings
from core.plugins.gallery import GalleryPicture
from core.plugins.health import Condition, Health, health_report
from core.plugins.installed_effect import InstalledEffect
from core.plugins.listener import ConnectionLimits, client_network
from core.plugins.message import Answered, Kept, Message
from core.plugins.operator_options import ServerUrl, looks_like
from core.plugins.progress import ProgressEditor
from core.plugins.proxies import Proxies, ProxyUrl, unreachable
from core.plugins.rate_limiter import ChatLimits, RateLimit, RateLimiter
from core.plugins.recent import Recent
from core.plugins.repeated_log import RepeatedLog
from core.plugins.texts import DEFAULT, LANGUAGES, Texts, negotiate

__all__ = [
    "ADMIN",
    "ADMIN_ACTIONS",
    "BINARY",
    "CONTRACT",
    "DEFAULT",
    "LANGUAGES",
    "OPERATOR_LOG",
    "Adapter",
    "AddedToGroup",
    "Address",
    "Answered",
    "AtelierError",
    "Blob",
    "Button",
    "ButtonPressed",
    "Cancelled",
    "Capabilities",
    "ChatLimits",
    "CheckpointError",
    "Clock",
    "Command",
    "CommandGiven",
    "Condition",
    "ConnectionLimits",
    "Control",
    "Effect",
    "EffectError",
    "Engine",
    "Event",
    "Finding",
    "Forbidden",
    "GalleryChoice",
    "GalleryPicture",
    "Health",
    "HistoryEntry",
    "InstalledEffect",
    "InvalidToken",
    "Job",
    "Kept",
    "KeptPicture",
    "Lost",
    "Message",
    "Model",
    "Obstacle",
    "OptionsError",
    "OtherSent",
    "OutboxEntry",
    "OwnPicture",
    "Person",
    "PersonId",
    "PersonSettings",
    "Photo",
    "PhotoLost",
    "PhotoSent",
    "PictureError",
    "PlatformClient",
    "PluginError",
    "PortTaken",
    "Privacy",
    "ProgressEditor",
    "Proxies",
    "ProxyUrl",
    "RateLimit",
    "RateLimited",
    "RateLimiter",
    "Receipt",
    "Recent",
    "Refusal",
    "Refused",
    "Rejected",
    "RepeatedLog",
    "Reply",
    "Report",
    "ServerUrl",
    "Severity",
    "Sleep",
    "Slot",
    "StorageError",
    "TextSent",
    "Texts",
    "Tweak",
    "Undeliverable",
    "Variant",
    "WeightsError",
    "backoff",
    "check_size",
    "claims_to_be_picture",
    "client_network",
    "clock_findings",
    "command_in",
    "control_of",
    "courtesy",
    "declared_commands",
    "event_of_text",
    "fit_into_bytes",
    "framework_texts",
    "health_report",
    "in_place_of",
    "looks_like",
    "media_type",
    "negotiate",
    "open_own",
    "option_about",
    "option_title",
    "read_at_most",
    "read_photo",
    "shrink",
    "slot_named",
    "split_archive",
    "suffix",
    "through_outage",
    "unreachable",
    "value_text",
    "wait_asked",
    "words_of_all",
]
