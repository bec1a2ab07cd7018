"""What a stranger who gets into a child, or another user of the machine, finds of the program: nothing."""

import asyncio
import stat
import sys
from pathlib import Path

import pytest

from storage.private import all_in
from tests.chaos.program import Program, Visitor

SECRETS = {"TELEGRAM_TOKEN": "", "WEB_SECRET": "hush-1", "DATABASE_URL": "hush-2", "HTTPS_PROXY": "http://a:hush-3@b"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows a process's environment")
def test_the_children_of_the_program_have_no_secret_and_its_files_are_its_users(
    tmp_path: Path, unused_port: int
) -> None:
    async def paint() -> list[bytes]:
        program = Program(tmp_path, unused_port, **SECRETS)
        visitor = Visitor(program.url)
        try:
            await program.start()
            await visitor.enter()
            await visitor.photo("teal")
            await visitor.photo("gold")
            await visitor.until(lambda items: any(item["text"].startswith("Here it is") for item in items))
            found = [Path(f"/proc/{child}/environ").read_bytes() for child in program.children()]
            assert await program.stop() == 0
            return found
        finally:
            await visitor.close()
            program.end()

    environments = asyncio.run(paint())
    assert len(environments) == 2  # the photo decoder and the painter
    for environment in environments:
        assert b"PYTHONPATH=" in environment
        assert b"hush" not in environment
    data = tmp_path / "data"
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in all_in(data)}
    assert modes[data / "atelier.db"] == 0o600
    assert not [path for path, mode in modes.items() if mode & ~stat.S_IRWXU]
