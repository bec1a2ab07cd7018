"""The operator's settings: what plugins.toml may say.

An adapter runs for each table ``[adapters.NAME]``, an effect for each ``[effects.NAME]``; without any there are the web
page, a bot on each platform, and style transfer. NAME is the plugin's; a second account of one adapter gets a name of
its own and says which plugin it is::

    [adapters.telegram]
    token = { env = "TELEGRAM_TOKEN" }

    [adapters.family-bot]
    plugin = "telegram"
    token = { file = "/run/secrets/family-bot" }

``plugin`` may also be ``module:Class``, and an effect's ``gallery`` has folders of pictures by slot. All other keys are
the plugin's own options, which its class checks. The account in a conversation's address is NAME, so a table that is
renamed starts with no conversations. A table that names a variable which isn't set stays off until it is (see
``Secrets.unset``).
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic.types import StringConstraints

from config.checks import ConfigError, validate
from config.secrets import Secrets
from core.model.retention import Retention

__all__ = ["ConfigError", "Limits", "Monitoring", "OperatorConfig", "find", "load", "validate"]

FILE = Path("plugins.toml")
SHIPPED = Path(__file__).with_name(FILE.name), Path(__file__).parents[1] / FILE.name
"""Where the file that Atelier comes with is: in what was installed, and in the repository."""
DATABASES = ("sqlite+aiosqlite:///", "postgresql+psycopg://")

NAME_PATTERN = "^[A-Za-z0-9_-]+$"
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=64)]
Tables = dict[Name, dict[str, Any]]

ADAPTERS: Tables = {
    "web": {},
    "telegram": {"token": {"env": "TELEGRAM_TOKEN"}},
    "discord": {"token": {"env": "DISCORD_TOKEN"}},
}
STYLE_TRANSFER: Tables = {"style-transfer": {}}


class Limits(BaseModel):
    """How much work people may ask for, and how much of it they may keep."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_waiting: int = Field(default=3, ge=1, le=1000, strict=True, description="Jobs one person may have waiting.")
    max_queue: int = Field(default=100, ge=1, le=1_000_000, strict=True, description="Jobs that may wait in all.")
    job_minutes: float = Field(
        default=30, gt=0, le=24 * 60, strict=True, description="Minutes after which a job is given up, a try at a time."
    )
    photo_megabytes: int = Field(
        default=50,
        ge=1,
        le=2000,
        strict=True,
        description="Megabytes that a photo may have; it is held in memory, more than once.",
    )
    max_kept: int = Field(
        default=50, ge=1, le=10_000, strict=True, description="Pictures one person may keep until they delete them."
    )
    kept_megabytes: int = Field(
        default=100, ge=1, le=100_000, strict=True, description="Megabytes that these may have together."
    )
    largest_size: int | None = Field(
        default=None,
        ge=1,
        strict=True,
        description="The largest size that people may choose, in pixels of a picture's long side; by default as each "
        "effect has it.",
    )
    default_size: int | None = Field(
        default=None,
        ge=1,
        strict=True,
        description="The size for people who choose none; by default as each effect has it.",
    )

    @model_validator(mode="after")
    def _default_is_allowed(self) -> Self:
        if self.largest_size is not None and self.default_size is not None and self.default_size > self.largest_size:
            raise ValueError(f"default_size is {self.default_size}, and largest_size allows {self.largest_size} only")
        return self


class Children(BaseModel):
    """The processes that unpack photos and paint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: tuple[Annotated[str, StringConstraints(pattern="^[A-Za-z_][A-Za-z0-9_]*$")], ...] = Field(
        default=(),
        description="Variables of the environment that effects get besides those that PyTorch and a GPU's driver need; "
        "none that holds a secret.",
    )


class Cluster(BaseModel):
    """Work that is shared by many machines, with the database in PostgreSQL."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    worker: bool = Field(
        default=False,
        strict=True,
        description="Whether the bot works on jobs itself though its database is in PostgreSQL; by default only the "
        "command `worker` does, on any machine.",
    )


class Monitoring(BaseModel):
    """Where monitors ask how the bot is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        strict=True,
        description="Address to listen at; whoever can reach it learns how the bot is, and nothing of anybody.",
    )
    port: int = Field(
        default=9464, ge=0, le=65535, strict=True, description="Port for /healthz and /metrics; 0 for any that is free."
    )


class OperatorConfig(BaseModel):
    """plugins.toml. Every key has a default, so an empty file, or none, will do."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="Atelier's plugins.toml")

    data: Path = Field(default=Path("data"), description="Folder for everything that Atelier keeps, such as weights.")
    database: str | SecretStr = Field(
        default_factory=lambda known: f"{DATABASES[0]}{known['data'] / 'atelier.db'}",
        description="sqlite+aiosqlite:///PATH or postgresql+psycopg://...; with a password, only as { env = ... } or "
        "{ file = ... }. Without it, atelier.db in the data folder.",
    )
    keep_hours: float = Field(
        default=1, ge=0, le=24 * 366, strict=True, description="Hours after delivery for which pictures are kept."
    )
    keep: Retention = Field(default=Retention(), description="For how many days all else is kept.")
    log: Literal["auto", "json"] = Field(
        default="auto", description="auto is for people on a terminal and JSON elsewhere; json is JSON everywhere."
    )
    limits: Limits = Field(default=Limits(), description="How much people may ask for and keep.")
    children: Children = Field(default=Children(), description="The processes that unpack photos and paint.")
    cluster: Cluster = Field(default=Cluster(), description="Work that many machines share, on PostgreSQL.")
    monitoring: Monitoring = Field(default=Monitoring(), description="Where monitors ask how the bot is.")
    # Not in repr: what a plugin's options mean isn't known yet, and one that should be a secret may be written out.
    adapters: Tables = Field(default=ADAPTERS, repr=False, description="Adapters by name, each with its own options.")
    effects: Tables = Field(
        default=STYLE_TRANSFER,
        repr=False,
        description="Effects by name, each with its own options.",
    )

    @property
    def database_url(self) -> str:
        """Where the database is, with its password: never to be shown."""
        return self.database.get_secret_value() if isinstance(self.database, SecretStr) else self.database

    @property
    def is_shared(self) -> bool:
        """Whether the database is one that many bots and workers share."""
        return self.database_url.startswith(DATABASES[1])

    @field_validator("data")
    @classmethod
    def _is_a_path(cls, data: Path) -> Path:
        if {"\0", "?"} & set(str(data)):  # a database's URL would end at a question mark
            raise ValueError("should be a path with neither ? nor a null character in it")
        return data

    @field_validator("adapters")
    @classmethod
    def _adapters_or_all(cls, tables: Tables) -> Tables:
        return tables or ADAPTERS

    @field_validator("effects")
    @classmethod
    def _effects_or_style_transfer(cls, tables: Tables) -> Tables:
        return tables or STYLE_TRANSFER

    @field_validator("database")
    @classmethod
    def _is_a_database(cls, database: str | SecretStr) -> str | SecretStr:
        if isinstance(database, SecretStr):
            url = database.get_secret_value()
        elif _has_password(url := database):
            raise ValueError(
                'its password doesn\'t belong in this file: write { env = "DATABASE_URL" } and put the whole URL into '
                "that variable of the environment"
            )
        if not url.startswith(DATABASES):
            raise ValueError(f"should begin with {' or '.join(DATABASES)}")
        return database


def _has_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # not said why, as that would show the URL
        return "@" in url
    return parts.password is not None or "password" in parts.query


def find(given: Path | None) -> Path:
    """The file to read: the given one, else plugins.toml in this folder, else the one that Atelier comes with.

    Raises ConfigError where the given one isn't there.
    """
    if given is not None:
        if not given.exists():
            raise ConfigError(f"{given}: there is no such file; without --config Atelier runs by the one it comes with")
        return given
    return next(path for path in (FILE, *SHIPPED) if path.exists())


def load(path: Path, secrets: Secrets | None = None) -> OperatorConfig:
    """The settings in a file. Raises ConfigError.

    ``secrets`` are the environment's by default; who passes them in can hide them from logs.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: not valid TOML: nested too deeply") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: can't be read: not a text in UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from error
    except ValueError as error:  # a number of more than 4300 digits
        raise ConfigError(f"{path}: not valid TOML: a number with too many digits") from error
    return validate(OperatorConfig, values, str(path), secrets)
