"""Checks requests and answers against Discord's published specification, unknown fields included.

Where the specification is known to be wrong, ``GAPS`` mend it, each with the reason.
"""

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.platforms.discord_schema import Checker, Schema

TRUTHS: Mapping[str, bool] = {"true": True, "false": False, "1": True, "0": False}
FILE = re.compile(r"files\[(\d)\]")
MOST_FILES = 10


class Gap(NamedTuple):
    """What the specification lacks or has wrong: a field of schemas, what it is in truth, and whence that is known."""

    schemas: tuple[str, ...]
    field: str
    truth: Schema
    why: str


BOOLEAN: Schema = {"type": ["boolean", "null"]}
COMMANDS = "ApplicationCommandCreateRequest", "ApplicationCommandUpdateRequest", "ApplicationCommandPatchRequestPartial"
EDITS = (
    "MessageEditRequestPartial",
    "IncomingWebhookUpdateRequestPartial",
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
)
GAPS = (
    Gap(COMMANDS, "nsfw", BOOLEAN, "documented for commands, and in the answers' schema; every library sends it"),
    Gap(EDITS, "tts", BOOLEAN, "passed over by Discord; discord.py sends it with every edit"),
    Gap(("RichEmbed",), "flags", {"type": ["integer", "null"]}, "documented; discord.py sends it with every embed"),
    Gap(
        ("MessageCreateRequest", "MessageEditRequestPartial"),
        "content",
        {"type": ["string", "null"], "maxLength": 2000},
        "the documents say 2000 characters; 4000 are for people with Nitro",
    ),
    Gap(
        ("MessageAttachmentRequest",),
        "id",
        {"oneOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "integer", "minimum": 0}]},
        "the documents let the index of a file be a number, and discord.py sends one",
    ),
    *(
        Gap(("MessageAttachmentRequest",), name, {"type": type}, "an attachment that stays may be sent as it came")
        for type, names in {
            "integer": ("size", "width", "height", "flags"),
            "string": ("url", "proxy_url", "content_type"),
        }.items()
        for name in names
    ),
    Gap(
        ("InnerErrors",),
        "_errors",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                "required": ["code", "message"],
            },
        },
        "the codes of a form's errors are words, as in the documents' examples",
    ),
    Gap(("MessageAttachmentRequest",), "spoiler", BOOLEAN, "discord.py sends it for attachments that stay"),
)


class Upload(NamedTuple):
    """A file in a multipart request."""

    name: str
    data: bytes


class Request(NamedTuple):
    """A request as it came: ``path`` below the API's own, ``body`` read from JSON, None where there was none."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: Mapping[str, Upload]


class Operation(NamedTuple):
    """What the specification calls a method on a path, and what stands in the path's places."""

    template: str
    places: Mapping[str, str]


class Spec:
    """The specification, mended."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        mended = copy.deepcopy(dict(description))
        schemas = mended["components"]["schemas"]
        for gap in GAPS:
            for name in gap.schemas:
                schemas[name]["properties"][gap.field] = gap.truth
        self._paths: dict[str, Any] = mended["paths"]
        self._patterns = [(pattern(template), template) for template in sorted(self._paths, key=_openness)]
        self._responses = mended["components"]["responses"]
        self._checker = Checker(schemas)

    @classmethod
    def load(cls, path: Path) -> "Spec":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request is for; None where there is none."""
        for pattern, template in self._patterns:
            found = pattern.fullmatch(path)
            if found and method.lower() in self._paths[template]:
                return Operation(template, found.groupdict())
        return None

    def request(self, request: Request) -> list[str]:
        """What is wrong with a request."""
        operation = self.operation(request.method, request.path)
        where = f"{request.method} {operation.template if operation else request.path}"
        if operation is None:
            return [f"{where}: there is no such operation"]
        item = self._paths[operation.template]
        said = item[request.method.lower()]
        parameters = {
            (parameter["in"], parameter["name"]): parameter
            for parameter in [*item.get("parameters", ()), *said.get("parameters", ())]
        }
        problems = self._parameters(parameters, operation, request, where)
        return problems + self._body(said.get("requestBody"), request, where)

    def answer(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """What is wrong with an answer, an error's too; None is no body."""
        operation = self.operation(method, path)
        where = f"{method} {operation.template if operation else path} -> {status}"
        if operation is None:
            return [f"{where}: there is no such operation"]
        answers = self._paths[operation.template][method.lower()]["responses"]
        said = answers.get(str(status)) or answers.get(f"{status // 100}XX")
        if said is None:
            return [] if status >= 500 else [f"{where}: there is no such answer"]
        if "$ref" in said:
            said = self._responses[said["$ref"].rpartition("/")[2]]
        content = said.get("content")
        if content is None:
            return [] if body is None else [f"{where}: no body belongs here"]
        return self._checker.problems(content["application/json"]["schema"], body, where)

    def value(self, schema: str, value: Any, place: str) -> list[str]:
        """What keeps a value from being what the specification calls by that name."""
        return self._checker.named(schema, value, place)

    def problems(self, schema: Schema, value: Any, place: str) -> list[str]:
        """The same by a schema of our own, which may refer to those of the specification."""
        return self._checker.problems(schema, value, place)

    def _parameters(
        self, known: Mapping[tuple[str, str], Any], operation: Operation, request: Request, where: str
    ) -> list[str]:
        given = {("path", name): text for name, text in operation.places.items()}
        given |= {("query", name): text for name, text in request.query.items()}
        problems = [
            f"{where}: {key[1]} is missing" for key, one in known.items() if one.get("required") and key not in given
        ]
        for key, text in given.items():
            if key not in known:
                problems.append(f"{where}: {key[1]} is unknown")
                continue
            schema = known[key]["schema"]
            problems += self._checker.problems(schema, _read(schema, text), f"{where}.{key[1]}")
        return problems

    def _body(self, said: Any, request: Request, where: str) -> list[str]:
        problems = _attachments(request, where)
        if request.body is None:
            return problems + ([f"{where}: the body is missing"] if said and said.get("required") else [])
        if said is None:
            return [*problems, f"{where}: no body belongs here"]
        if request.files and "multipart/form-data" not in said["content"]:
            return [*problems, f"{where}: no files belong here"]
        return problems + self._checker.problems(said["content"]["application/json"]["schema"], request.body, where)


def _attachments(request: Request, where: str) -> list[str]:
    """Files are ``files[n]``, and an attachment whose id is less than ten is of the file of that number.

    The specification has the files only of some operations, the documents of all that take messages.
    """
    problems = [f"{where}: {name} is no files[n]" for name in request.files if not FILE.fullmatch(name)]
    message = request.body if isinstance(request.body, dict) else {}
    if isinstance(message.get("data"), dict) and "/callback" in request.path:
        message = message["data"]
    attachments = message.get("attachments")
    if not isinstance(attachments, list):
        return problems
    ids = [int(one["id"]) for one in attachments if isinstance(one, dict) and str(one.get("id", "")).isdecimal()]
    new = {f"files[{id}]" for id in ids if id < MOST_FILES}
    problems += [f"{where}: attachment {name} has no file" for name in sorted(new - set(request.files))]
    return problems + [f"{where}: {name} is no attachment" for name in sorted(set(request.files) - new)]


def pattern(template: str) -> re.Pattern[str]:
    """A path of the specification as an expression whose groups are its places."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))


def _openness(template: str) -> int:
    """How many places a path has; what is named comes before what may be anything."""
    return template.count("{")


def _read(schema: Schema, text: str) -> Any:
    """A parameter as a value of its type, or as it is if it is none."""
    if schema.get("type") == "boolean":
        return TRUTHS.get(text.lower(), text)
    if schema.get("type") == "integer":
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    return text
