"""What is kept of a person, as a zip for them to keep."""

import io
import json
import zipfile

from core.conversation.store import Belongings

SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "application/zip": "zip"}


def pack(belongings: Belongings) -> bytes:
    """A zip of pictures as files and of everything else as JSON."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for blob in belongings.blobs:
            if blob.kind.startswith("image/"):
                name = f"pictures/{blob.id}.{SUFFIXES.get(blob.kind, 'bin')}"
                archive.writestr(name, blob.data, zipfile.ZIP_STORED)  # they are compressed already
        # What adapters keep to answer by might let others answer too.
        rest = {
            "messages": [event.model_dump(mode="json", exclude={"answer_by"}) for event in belongings.events],
            "answers": [
                reply.model_dump(mode="json", exclude={"reference": True, "reply": {"answer_by": True}})
                for reply in belongings.replies
            ],
            "jobs": [job.model_dump(mode="json") for job in belongings.jobs],
            "sessions": belongings.sessions,
        }
        for name, content in rest.items():
            archive.writestr(f"{name}.json", json.dumps(content, ensure_ascii=False, indent=2))
    return buffer.getvalue()
