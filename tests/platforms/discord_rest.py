"""The REST API: which request does what."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.platforms.discord_commands import Commands
from tests.platforms.discord_errors import ApiError, cannot_dm, missing_access, unauthorized, unknown_user
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_interactions import Interactions
from tests.platforms.discord_messages import Messages
from tests.platforms.discord_spec import TRUTHS, Request
from tests.platforms.discord_state import READ_MESSAGE_HISTORY, VIEW_CHANNEL, DiscordState, Object

Places = Mapping[str, str]
Answer = tuple[int, Any]
"""The status and the body; None is no body."""
Handler = Callable[[Request, Places], Answer]

COMMANDS = "/applications/{application_id}/commands"
COMMAND = "/applications/{application_id}/commands/{command_id}"
POSTS = "/channels/{channel_id}/messages"
POST = "/channels/{channel_id}/messages/{message_id}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = f"{WEBHOOK}/messages/@original"
FOLLOW_UP = f"{WEBHOOK}/messages/{{message_id}}"
NOTHINGS = (
    *(
        "icon",
        "description",
        "home_header",
        "splash",
        "discovery_splash",
        "banner",
        "application_id",
        "vanity_url_code",
    ),
    *("afk_channel_id", "system_channel_id", "widget_channel_id", "rules_channel_id", "safety_alerts_channel_id"),
    *("public_updates_channel_id", "max_presences", "incidents_data", "vanity_url_code"),
)
ZEROS = (
    *("system_channel_flags", "verification_level", "default_message_notifications", "mfa_level", "nsfw_level"),
    *("explicit_content_filter", "max_stage_video_channel_users", "max_video_channel_users"),
    "premium_subscription_count",
)
GUILD: Object = {
    **dict.fromkeys(NOTHINGS),
    **dict.fromkeys(ZEROS, 0),
    **dict.fromkeys(("widget_enabled", "premium_progress_bar_enabled", "nsfw"), False),
    **{name: [] for name in ("features", "roles", "emojis", "stickers")},
    "region": "deprecated",
    "afk_timeout": 300,
    "max_members": 500_000,
    "preferred_locale": "en-US",
}
"""What there is to say of any guild."""
WITHOUT_TOKEN = ("/gateway", CALLBACK, WEBHOOK, ORIGINAL, FOLLOW_UP)


class Rest:
    """Answers requests in a state. ``answer`` raises ApiError."""

    def __init__(
        self, state: DiscordState, messages: Messages, interactions: Interactions, commands: Commands, gateway: Gateway
    ) -> None:
        self._state, self._messages, self._gateway = state, messages, gateway
        self._interactions, self._commands = interactions, commands
        self._handlers: Mapping[tuple[str, str], Handler] = {
            ("GET", "/gateway"): lambda _, __: (200, {"url": self._gateway_url}),
            ("GET", "/gateway/bot"): self._gateway_bot,
            ("GET", "/users/@me"): self._me,
            ("GET", "/users/{user_id}"): self._user,
            ("POST", "/users/@me/channels"): self._open_dm,
            ("GET", "/guilds/{guild_id}"): self._guild,
            ("GET", "/applications/@me"): self._application,
            ("GET", "/oauth2/applications/@me"): self._application,
            ("GET", "/channels/{channel_id}"): lambda _, at: (200, messages.place(at["channel_id"], 0).channel),
            ("POST", "/channels/{channel_id}/typing"): self._type,
            ("GET", COMMANDS): self._list_commands,
            ("PUT", COMMANDS): lambda request, _: (200, commands.put(request.body)),
            ("POST", COMMANDS): lambda request, _: commands.post(request.body),
            ("GET", COMMAND): lambda _, at: (200, commands.get(at["command_id"])),
            ("PATCH", COMMAND): lambda request, at: (200, commands.patch(at["command_id"], request.body)),
            ("DELETE", COMMAND): self._delete_command,
            ("GET", POSTS): self._list,
            ("POST", POSTS): self._post,
            ("GET", POST): self._get,
            ("PATCH", POST): self._patch,
            ("DELETE", POST): self._delete,
            ("POST", CALLBACK): self._acknowledge,
            ("POST", WEBHOOK): self._follow_up,
            ("GET", ORIGINAL): self._get_answer,
            ("PATCH", ORIGINAL): self._patch_answer,
            ("DELETE", ORIGINAL): self._delete_answer,
            ("GET", FOLLOW_UP): self._get_answer,
            ("PATCH", FOLLOW_UP): self._patch_answer,
            ("DELETE", FOLLOW_UP): self._delete_answer,
        }

    @property
    def operations(self) -> list[tuple[str, str]]:
        """Methods and paths that are emulated."""
        return list(self._handlers)

    def answer(self, request: Request, template: str, places: Places, *, is_bot: bool) -> Answer:
        """What a request for this operation gets."""
        if not is_bot and template not in WITHOUT_TOKEN:
            raise unauthorized()
        handler = self._handlers.get((request.method, template))
        if handler is None:
            raise ApiError(404, 0, f"{request.method} {template} isn't emulated")
        if places.get("application_id", self._state.app_id) != self._state.app_id:
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        return handler(request, places)

    @property
    def _gateway_url(self) -> str:
        return f"{self._state.base.replace('http', 'ws', 1)}/gateway/"

    def _gateway_bot(self, request: Request, at: Places) -> Answer:
        return 200, {"url": self._gateway_url, "shards": 1, "session_start_limit": self._gateway.limit()}

    def _me(self, request: Request, at: Places) -> Answer:
        return 200, self._state.bot | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}

    def _user(self, request: Request, at: Places) -> Answer:
        if at["user_id"] not in self._state.users:
            raise unknown_user()
        return 200, self._state.users[at["user_id"]]

    def _guild(self, request: Request, at: Places) -> Answer:
        if at["guild_id"] not in self._state.joined:
            raise missing_access()
        guild = self._state.guilds[at["guild_id"]]
        return 200, GUILD | {name: guild[name] for name in ("id", "name", "owner_id", "premium_tier")}

    def _open_dm(self, request: Request, at: Places) -> Answer:
        user = self._state.users.get(str(request.body["recipient_id"]))
        if user is None:
            raise cannot_dm()
        return 200, self._state.dm(user).channel

    def _application(self, request: Request, at: Places) -> Answer:
        bot = self._state.bot
        owner = bot | {"username": "operator", "bot": False}
        return 200, {
            "id": self._state.app_id,
            "name": "Atelier",
            "icon": None,
            "description": "",
            "type": None,
            "bot": bot,
            "bot_public": True,
            "bot_require_code_grant": False,
            "integration_types_config": {"0": {}, "1": {}},
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": owner,
            "approximate_guild_count": len(self._state.joined),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }

    def _type(self, request: Request, at: Places) -> Answer:
        self._messages.place(at["channel_id"], 0)
        return 204, None

    def _list_commands(self, request: Request, at: Places) -> Answer:
        localized = TRUTHS[request.query.get("with_localizations", "false").lower()]
        return 200, self._commands.listed(localized=localized)

    def _delete_command(self, request: Request, at: Places) -> Answer:
        self._commands.delete(at["command_id"])
        return 204, None

    def _post(self, request: Request, at: Places) -> Answer:
        return 200, self._messages.post(at["channel_id"], request.body, request.files)

    def _list(self, request: Request, at: Places) -> Answer:
        """Of those after one the oldest, and of all of them the newest first."""
        place, after = self._messages.place(at["channel_id"], READ_MESSAGE_HISTORY), int(request.query["after"])
        found = [one for id, one in place.messages.items() if int(id) > after and id not in self._state.only_for]
        oldest = sorted(found, key=lambda one: int(one["id"]))[: int(request.query.get("limit", "50"))]
        return 200, oldest[::-1]

    def _get(self, request: Request, at: Places) -> Answer:
        return 200, self._messages.find(self._messages.place(at["channel_id"], VIEW_CHANNEL), at["message_id"])

    def _patch(self, request: Request, at: Places) -> Answer:
        return 200, self._messages.patch(at["channel_id"], at["message_id"], request.body, request.files)

    def _delete(self, request: Request, at: Places) -> Answer:
        place = self._messages.place(at["channel_id"], VIEW_CHANNEL)
        self._messages.find(place, at["message_id"])
        self._messages.delete(place, at["message_id"])
        return 204, None

    def _acknowledge(self, request: Request, at: Places) -> Answer:
        id, token = at["interaction_id"], at["interaction_token"]
        answer: Object = self._interactions.acknowledge(id, token, request.body, request.files)
        return (200, answer) if TRUTHS[request.query.get("with_response", "false").lower()] else (204, None)

    def _follow_up(self, request: Request, at: Places) -> Answer:
        app, token = at["webhook_id"], at["webhook_token"]
        return 200, self._interactions.follow_up(app, token, request.body, request.files)

    def _get_answer(self, request: Request, at: Places) -> Answer:
        return 200, self._interactions.get(at["webhook_id"], at["webhook_token"], _message(at))

    def _patch_answer(self, request: Request, at: Places) -> Answer:
        app, token = at["webhook_id"], at["webhook_token"]
        return 200, self._interactions.patch(app, token, _message(at), request.body, request.files)

    def _delete_answer(self, request: Request, at: Places) -> Answer:
        self._interactions.delete(at["webhook_id"], at["webhook_token"], _message(at))
        return 204, None


def _message(at: Places) -> str:
    return at.get("message_id", "@original")
