"""What the gateway sends, as documented: the specification is of REST only, but names the objects that events hold."""

from collections.abc import Mapping

from tests.platforms.discord_schema import REF, Schema


def _ref(name: str) -> Schema:
    return {"$ref": f"{REF}{name}"}


def _object(needed: Mapping[str, Schema], others: Mapping[str, Schema] | None = None) -> Schema:
    return {"type": "object", "properties": {**needed, **(others or {})}, "required": list(needed)}


def _map(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


ID, TEXT, NUMBER = _ref("SnowflakeType"), {"type": "string"}, {"type": "integer"}
TRUTH, ANYTHING = {"type": "boolean"}, {"type": "object", "additionalProperties": {}}
ANYTHINGS = {"type": "array"}
MAYBE_TEXT, MAYBE_TRUTH = {"type": ["string", "null"]}, {"type": ["boolean", "null"]}
USER, ATTACHMENT, MESSAGE = _ref("UserResponse"), _ref("MessageAttachmentResponse"), _ref("MessageResponse")
CHANNEL = {
    "oneOf": [
        _ref(name)
        for name in (
            "GuildChannelResponse",
            "PrivateChannelResponse",
            "PrivateGroupChannelResponse",
            "ThreadResponse",
        )
    ]
}
MEMBER = _object(
    {"roles": {"type": "array", "items": ID}, "joined_at": {"type": "string", "format": "date-time"}, "flags": NUMBER},
    {
        "user": USER,
        "permissions": TEXT,
        "deaf": TRUTH,
        "mute": TRUTH,
        "nick": MAYBE_TEXT,
        "avatar": MAYBE_TEXT,
        "premium_since": MAYBE_TEXT,
        "pending": MAYBE_TRUTH,
        "communication_disabled_until": MAYBE_TEXT,
    },
)
OPTION = _object(
    {"name": TEXT, "type": {"enum": [3, 4, 5, 10, 11]}},
    {"value": {"type": ["string", "number", "boolean"]}, "focused": TRUTH},
)
RESOLVED = _object({}, {"attachments": _map(ATTACHMENT), "messages": _map(MESSAGE), "users": _map(USER)})
COMMAND_DATA = _object(
    {"id": ID, "name": TEXT, "type": {"enum": [1, 3]}},
    {"options": {"type": "array", "items": OPTION}, "resolved": RESOLVED, "target_id": ID},
)
COMPONENT_DATA = _object({"custom_id": TEXT, "component_type": {"enum": [2, 3]}}, {"id": NUMBER, "values": ANYTHINGS})
MODAL_DATA = _object({"custom_id": TEXT, "components": {"type": "array", "items": ANYTHING}})
INTERACTION_DATA: Mapping[int, Schema] = {2: COMMAND_DATA, 3: COMPONENT_DATA, 4: COMMAND_DATA, 5: MODAL_DATA}
INTERACTION = _object(
    {
        "id": ID,
        "application_id": ID,
        "type": {"enum": [2, 3, 4, 5]},
        "token": TEXT,
        "version": {"const": 1},
        "data": ANYTHING,
        "channel": CHANNEL,
        "channel_id": ID,
        "app_permissions": TEXT,
        "locale": _ref("AvailableLocalesEnum"),
        "entitlements": ANYTHINGS,
        "authorizing_integration_owners": _map(TEXT),
        "context": _ref("InteractionContextType"),
        "attachment_size_limit": NUMBER,
    },
    {
        "message": MESSAGE,
        "user": USER,
        "member": MEMBER,
        "guild": _object({"id": ID, "locale": TEXT, "features": ANYTHINGS}),
        "guild_id": ID,
        "guild_locale": TEXT,
    },
)
SENT_MESSAGE = {"allOf": [MESSAGE, _object({}, {"guild_id": ID, "member": MEMBER})]}
EVENTS: Mapping[str, Schema] = {
    "READY": _object(
        {
            "v": {"const": 10},
            "user": ANYTHING,
            "guilds": {"type": "array", "items": _object({"id": ID, "unavailable": TRUTH})},
            "session_id": TEXT,
            "resume_gateway_url": {"type": "string", "format": "uri"},
            "application": _object({"id": ID, "flags": NUMBER}),
        }
    ),
    "RESUMED": _object({}, {"_trace": ANYTHINGS}),
    "GUILD_CREATE": _object(
        {"id": ID, "name": TEXT, "channels": {"type": "array", "items": CHANNEL}, "unavailable": TRUTH},
        {
            "threads": {"type": "array", "items": CHANNEL},
            "members": {"type": "array", "items": MEMBER},
            "roles": ANYTHINGS,
            "emojis": ANYTHINGS,
            "presences": ANYTHINGS,
            "voice_states": ANYTHINGS,
            "features": ANYTHINGS,
            "icon": MAYBE_TEXT,
            "owner_id": ID,
            "locale": TEXT,
            "member_count": NUMBER,
            "premium_tier": NUMBER,
        },
    ),
    "CHANNEL_UPDATE": CHANNEL,
    "INTERACTION_CREATE": INTERACTION,
    "MESSAGE_CREATE": SENT_MESSAGE,
    "MESSAGE_UPDATE": SENT_MESSAGE,
    "MESSAGE_DELETE": _object({"id": ID, "channel_id": ID}, {"guild_id": ID}),
}
"""What each event has to look like; one that isn't here may not be sent."""
