"""``weights``, where there is no network."""

from pathlib import Path

from tests.cli.harness import assert_one_line, run


def test_what_nobody_offers_is_a_wrong_call(folder: Path) -> None:
    assert_one_line(run("weights", "resnet", cwd=folder), 2, "resnet", "vgg19")


def test_a_download_that_fails_says_from_where(folder: Path) -> None:
    result = run("weights", "vgg19", "--url", "http://127.0.0.1:9/vgg19-01234567.pth", cwd=folder)
    assert_one_line(result, 1, "couldn't download", "127.0.0.1:9")
