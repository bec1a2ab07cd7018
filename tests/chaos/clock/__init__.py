"""A clock that can be set while a program runs."""

from pathlib import Path

from tests.chaos.clock.sitecustomize import SECONDS, VARIABLE


class SettableClock:
    """The clock of programs that are started with its ``variables``; it is kept in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.write_bytes(SECONDS.pack(0.0))

    def variables(self, python_path: str) -> dict[str, str]:
        """What a program's environment needs; ``python_path`` is where it finds its modules."""
        return {VARIABLE: str(self._file), "PYTHONPATH": f"{Path(__file__).parent}:{python_path}"}

    def jump(self, seconds: float) -> None:
        """Is so far ahead of the true one from now on."""
        with self._file.open("r+b") as file:
            file.write(SECONDS.pack(seconds))
