"""What is kept of a person, as a zip for them to keep."""

import asyncio
import io
import json
import zipfile

from core.model.person import PersonId
from core.model.person_data import PersonData
from core.model.store import Store

SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}


async def pack(store: Store, person: PersonId) -> bytes:
    """A zip of pictures as files and of everything else as JSON. Raises StorageError.

    Each picture is read in a transaction of its own, so that nobody waits for more than one.
    """
    async with store.begin() as transaction:
        person_data = await transaction.person_data(person)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for id in person_data.blobs:
            async with store.begin() as transaction:
                blob = await transaction.blob(id)
            if blob is not None and blob.kind.startswith("image/"):
                name = f"pictures/{id}.{SUFFIXES.get(blob.kind, 'bin')}"
                # They are compressed already.
                await asyncio.to_thread(archive.writestr, name, blob.data, zipfile.ZIP_STORED)
        await asyncio.to_thread(_write_rest, archive, person_data)
    return buffer.getvalue()


def _write_rest(archive: zipfile.ZipFile, person_data: PersonData) -> None:
    # What adapters keep to answer by might let others answer too.
    rest = {
        "messages": [event.model_dump(mode="json", exclude={"answer_by"}) for event in person_data.events],
        "answers": [
            reply.model_dump(mode="json", exclude={"reference": True, "reply": {"answer_by": True}})
            for reply in person_data.replies
        ],
        "kept": [picture.model_dump(mode="json", exclude={"person"}) for picture in person_data.kept],
        "jobs": [job.model_dump(mode="json") for job in person_data.jobs],
        "settings": person_data.settings,
        "sessions": person_data.sessions,
    }
    for name, content in rest.items():
        archive.writestr(f"{name}.json", json.dumps(content, ensure_ascii=False, indent=2))
