"""Active jobs stay parsed from one look at them to the next: every turn of a conversation looks at all there are."""

from collections.abc import Mapping

from core.model.job import Job


class ParsedJobs:
    """Jobs by the text of their rows; what the last two looks didn't meet isn't kept."""

    def __init__(self) -> None:
        self._before: Mapping[str, Job] = {}
        self._now: dict[str, Job] = {}

    def look(self) -> None:
        """All active jobs are about to be read."""
        self._before, self._now = self._now, {}

    def read(self, text: str) -> Job:
        """The job of a row. Raises ValidationError."""
        job = self._before.get(text) or Job.model_validate_json(text)
        self._now[text] = job
        return job

    def forget(self) -> None:
        """Keeps nothing."""
        self._before, self._now = {}, {}
