"""``weights``, where there is no network."""

from pathlib import Path

from tests.cli.harness import assert_one_line, run


def test_what_nobody_offers_is_a_wrong_call(folder: Path) -> None:
    assert_one_line(run("weights", "resnet", cwd=folder), 2, "resnet", "vgg19", "torchvision")


def test_a_download_that_fails_says_from_where(folder: Path) -> None:
    result = run("weights", "torchvision", "--url", "http://127.0.0.1:9/vgg19-01234567.pth", cwd=folder)
    assert_one_line(result, 1, "couldn't download", "127.0.0.1:9")


def test_an_address_for_what_is_in_the_box_is_a_wrong_call(folder: Path) -> None:
    result = run("weights", "vgg19", "--url", "http://127.0.0.1:9/vgg19-01234567.pth", cwd=folder)
    assert_one_line(result, 2, "--url", "torchvision")


def test_vgg19_is_made_ready_without_a_download(folder: Path) -> None:
    (folder / "plugins.toml").write_text('data = "elsewhere"\n')
    result = run("weights", "vgg19", cwd=folder)
    assert result.stdout == "elsewhere/weights/vgg19-oxford.safetensors: ready; use it with --encoder vgg19\n"
    assert (folder / "elsewhere/weights/vgg19-oxford.safetensors").is_file()


def test_what_an_older_version_downloaded_is_torchvisions(folder: Path) -> None:
    (folder / "data/weights").mkdir(parents=True)
    (folder / "data/weights/vgg19.safetensors").write_bytes(b"as it was")
    result = run("weights", "torchvision", cwd=folder)
    assert result.stdout == "data/weights/vgg19.safetensors: ready; use it with --encoder torchvision\n"
