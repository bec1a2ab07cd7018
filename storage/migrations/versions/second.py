"""Version 2: settings belong to the person and no longer to a conversation; of several the newest hold."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"

SESSIONS = sa.text(
    "SELECT address, person, session FROM sessions ORDER BY (SELECT coalesce(max(inbox.received), 0) FROM inbox "
    "WHERE inbox.address = sessions.address AND inbox.person = sessions.person)"
)
"""Those in which something was said last come last."""
KEEP_SESSION = sa.text("UPDATE sessions SET session = :session WHERE address = :address AND person = :person")
KEEP_SETTINGS = sa.text("INSERT INTO people (person, settings) VALUES (:person, :settings)")


def upgrade() -> None:
    """Makes the table, and moves what sessions of version 1 and 2 have. One that can't be read is left as it is."""
    op.create_table(
        "people",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("settings", sa.Text, nullable=False),
    )
    connection = op.get_bind()
    people: dict[str, dict[str, Any]] = {}
    for row in connection.execute(SESSIONS).all():
        try:
            session = json.loads(row.session)
            settings = _taken_out(session)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        _carry_over(
            settings, people.setdefault(row.person, {"version": 1, "language": "", "locale": "", "options": {}})
        )
        connection.execute(KEEP_SESSION, {"session": json.dumps(session), "address": row.address, "person": row.person})
    for person, settings in people.items():
        connection.execute(KEEP_SETTINGS, {"person": person, "settings": json.dumps(settings)})


def _taken_out(session: dict[str, Any]) -> dict[str, Any]:
    """Takes the settings out of a session. Version 1 knew the options of one effect: the chosen or the first one."""
    version = session["version"]
    session["version"] = 3
    options = session.pop("options", {})
    if version == 1:
        options = {session.get("effect", ""): options} if options else {}
    return {"language": session.pop("language", ""), "locale": session.pop("locale", ""), "options": dict(options)}


def _carry_over(newer: dict[str, Any], settings: dict[str, Any]) -> None:
    for name in ("language", "locale"):
        settings[name] = newer[name] or settings[name]
    for effect, options in newer["options"].items():
        settings["options"].setdefault(effect, {}).update(options)
