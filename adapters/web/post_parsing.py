"""Reads what the page posts, checking sizes before a byte is read."""

import json
from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, web
from pydantic import ValidationError

from adapters.web.client_posts import CLIENT_POST, ClientPost, PhotoPost
from atelier_bot import read_at_most

MAX_JSON_BYTES = 16_000
OVERHEAD = 16_000
"""What a photo's form may have beside the photo, in bytes."""
CHUNK = 1 << 16


async def read_post(request: web.Request) -> ClientPost:
    """A post in JSON. Raises HTTP errors."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON is wanted here.")
    check_length(request, MAX_JSON_BYTES)
    try:
        return CLIENT_POST.validate_json(await request.read())
    except ValidationError as error:
        raise web.HTTPBadRequest(text=_explain(error)) from error


async def open_photo(request: web.Request, max_bytes: int) -> tuple[PhotoPost, AsyncIterator[bytes]]:
    """A form of two parts: ``said`` in JSON, then ``photo``, whose bytes are still to be read. Raises HTTP errors."""
    check_length(request, max_bytes + OVERHEAD)
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType(text="A form with a file is wanted here.")
    try:
        form = await request.multipart()
        said = await form.next()
        if not isinstance(said, BodyPartReader) or said.name != "said":
            raise web.HTTPBadRequest(text="The form's first part must be called said.")
        about = PhotoPost.model_validate_json(await _read(said, MAX_JSON_BYTES))
        photo = await form.next()
    except ValidationError as error:
        raise web.HTTPBadRequest(text=_explain(error)) from error
    except ValueError as error:
        raise web.HTTPBadRequest(text="This is no form.") from error
    if not isinstance(photo, BodyPartReader) or photo.name != "photo":
        raise web.HTTPBadRequest(text="The form's second part must be called photo.")
    return about, chunks(photo)


async def chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    """A part's bytes, piece by piece."""
    while chunk := await part.read_chunk(CHUNK):
        yield bytes(chunk)


def check_length(request: web.Request, max_bytes: int) -> None:
    """Refuses a body whose length isn't said or is too large."""
    if request.content_length is None:
        raise web.HTTPLengthRequired(text="The length must be said beforehand.")
    if request.content_length > max_bytes:
        raise web.HTTPRequestEntityTooLarge(max_size=max_bytes, actual_size=request.content_length)


async def _read(part: BodyPartReader, max_bytes: int) -> bytes:
    data = await read_at_most(chunks(part), max_bytes)
    if data is None:
        raise web.HTTPRequestEntityTooLarge(max_size=max_bytes, actual_size=max_bytes + 1)
    return data


def _explain(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return json.dumps({"error": first["msg"], "where": ".".join(map(str, first["loc"]))})
