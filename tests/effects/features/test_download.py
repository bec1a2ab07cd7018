"""torchvision's weights are downloaded, checked, cut and kept whole or not at all; here from a server of our own."""

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import torch
from aiohttp import web

from core.plugins.errors import WeightsError
from effects.features import download
from effects.features.encoder import read_weights
from effects.features.weights_metadata import VGG19_WIDTHS, shapes


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up file of VGG19's shape in the legacy format, with a classifier that isn't needed, named by its hash."""
    generator = torch.Generator().manual_seed(0)
    tensors = OrderedDict(
        (name, torch.randn(shape, generator=generator)) for name, shape in shapes(VGG19_WIDTHS).items()
    )
    tensors["features.30.weight"] = torch.randn(512, 512, 3, 3, generator=generator)
    tensors["classifier.0.weight"] = torch.randn(1000, 2048, generator=generator)
    path = tmp_path_factory.mktemp("original") / "vgg19.pth"
    torch.save(tensors, path, _use_new_zipfile_serialization=False)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return path.rename(path.with_name(f"vgg19-{digest[:8]}.pth"))


class Server:
    """Serves one file, with ranges; can break off, lie or refuse."""

    def __init__(self, path: Path, break_after: int | None = None, status: int = 200, ranges: bool = True) -> None:
        self.path, self.break_after, self.status, self.ranges = path, break_after, status, ranges
        self.requests: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = request.headers.get("Range", "")
        self.requests.append(asked)
        if self.status != 200:
            raise web.HTTPInternalServerError if self.status == 500 else web.HTTPNotFound
        data = self.path.read_bytes()
        match = re.fullmatch(r"bytes=(\d+)-", asked) if self.ranges else None
        begin = int(match.group(1)) if match else 0
        if begin >= len(data):
            raise web.HTTPRequestRangeNotSatisfiable
        response = web.StreamResponse(status=206 if match else 200)
        response.content_length = len(data) - begin
        await response.prepare(request)
        end = len(data) if self.break_after is None else begin + self.break_after
        await response.write(data[begin:end])
        if self.break_after is not None:
            assert request.transport is not None
            request.transport.close()
        return response

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/{name}", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        try:
            yield f"http://{host}:{port}/{self.path.name}"
        finally:
            await runner.cleanup()


def fetch(server: Server, folder: Path) -> tuple[Path, list[tuple[int, int]]]:
    async def run() -> tuple[Path, list[tuple[int, int]]]:
        notices: list[tuple[int, int]] = []
        async with server.running() as url:
            path = await download.fetch(url, folder, lambda have, total: notices.append((have, total)))
        return path, notices

    return asyncio.run(run())


def test_what_is_kept_are_the_encoders_tensors_and_nothing_else(original: Path, tmp_path: Path) -> None:
    path, notices = fetch(Server(original), tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    metadata, tensors = read_weights(path)
    assert metadata == download.METADATA
    expected = torch.load(original, weights_only=True)
    assert set(tensors) == set(shapes(VGG19_WIDTHS))
    assert all(torch.equal(tensor, expected[name]) for name, tensor in tensors.items())
    size = original.stat().st_size
    assert notices[-1] == (size, size)
    assert notices == sorted(notices)


def test_the_file_that_is_kept_is_memory_mapped_by_safetensors_rules(original: Path, tmp_path: Path) -> None:
    """The data begins on a multiple of 8 bytes, as the format asks."""
    path, _ = fetch(Server(original), tmp_path)
    assert int.from_bytes(path.read_bytes()[:8], "little") % 8 == 0


def test_an_interrupted_download_is_continued(original: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"couldn't download .* MB are kept, the same command continues"):
        fetch(Server(original, break_after=3_000_000), tmp_path)
    (part,) = tmp_path.iterdir()
    have = part.stat().st_size
    assert have == 3_000_000
    server = Server(original)
    path, notices = fetch(server, tmp_path)
    assert server.requests == [f"bytes={have}-"]
    assert notices[-1] == (original.stat().st_size,) * 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_server_without_ranges_is_asked_from_the_start(original: Path, tmp_path: Path) -> None:
    (tmp_path / f"{original.name}.part").write_bytes(b"the beginning of something")
    path, _ = fetch(Server(original, ranges=False), tmp_path)
    assert read_weights(path)


def test_a_download_that_was_complete_is_only_checked(original: Path, tmp_path: Path) -> None:
    (tmp_path / f"{original.name}.part").write_bytes(original.read_bytes())
    path, _ = fetch(Server(original), tmp_path)
    assert read_weights(path)


def test_a_wrong_file_is_deleted_and_said_so(original: Path, tmp_path: Path) -> None:
    (tmp_path / f"{original.name}.part").write_bytes(b"rubbish")
    with pytest.raises(WeightsError, match="SHA-256 in its name; it was deleted"):
        fetch(Server(original), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_holds_something_else_is_deleted(tmp_path: Path) -> None:
    source = tmp_path / "source.pth"
    torch.save({"features.0.weight": torch.zeros(3)}, source, _use_new_zipfile_serialization=False)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    folder = tmp_path / "weights"
    with pytest.raises(WeightsError, match=r"has no fp32 tensor features\.0\.weight"):
        fetch(Server(source.rename(tmp_path / f"other-{digest[:8]}.pth")), folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("status", [404, 500])
def test_what_the_server_answers_is_passed_on(status: int, original: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=f"the server answered {status}"):
        fetch(Server(original, status=status), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_network_is_one_line(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9/vgg19-01234567.pth"
    with pytest.raises(WeightsError, match="couldn't download") as caught:
        asyncio.run(download.fetch(url, tmp_path, lambda _have, _total: None))
    assert "\n" not in str(caught.value)


def test_a_name_without_a_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="SHA-256 prefix"):
        asyncio.run(download.fetch("http://127.0.0.1:9/vgg19.pth", tmp_path, lambda _have, _total: None))


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(WeightsError, match=r"couldn't write to .*data"):
        asyncio.run(download.fetch("http://127.0.0.1:9/v-01234567.pth", tmp_path / "data", lambda _have, _total: None))


def test_the_address_is_torchvisions() -> None:
    from tools.torchvision_shim import declare

    declare()
    from torchvision.models import VGG19_Weights

    assert download.url() == VGG19_Weights.IMAGENET1K_V1.url
