"""``dev`` as an author has it: a file, a browser, and what is seen when the file is saved."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.adapters.web.browser import DESKTOP, TIMEOUT
from tests.cli.dev.harness import BLUE, EFFECT, RED, Dev
from tests.cli.harness import assert_one_line, run
from tests.conftest import picture

FINE = "body[data-status=done]"
BROKEN = "body[data-status=failed]"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in which nothing may go wrong."""
    problems: list[str] = []
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    context.set_default_timeout(TIMEOUT * 1000)
    found = context.new_page()
    found.on("pageerror", lambda error: problems.append(str(error)))
    found.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    yield found
    context.close()
    assert problems == []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my_effect.py"
    path.write_text(EFFECT)
    return path


def seen(page: Any) -> Image.Image:
    """The picture that the page shows, once it does."""
    page.wait_for_function("() => document.querySelector('#picture').naturalWidth > 0")
    address = page.locator("#picture").get_attribute("src")
    return Image.open(io.BytesIO(page.request.get(f"{page.url}{address}").body()))


def save(file: Path, page: Any, text: str) -> None:
    """Saves another text, and waits until the page has heard of it."""
    shown = page.locator("#picture").get_attribute("src")
    file.write_text(text)
    page.wait_for_function(
        """(shown) => {
            const { src } = document.querySelector("#picture").attributes;
            return src.value !== shown || !document.querySelector("#error").hidden;
        }""",
        arg=shown,
    )


class TestAFile:
    def test_each_save_is_seen(self, file: Path, page: Any) -> None:
        with Dev(file) as dev:
            page.goto(dev.url)
            page.wait_for_selector(FINE)
            assert seen(page).getpixel((0, 0)) == RED
            save(file, page, EFFECT.replace(str(RED), str(BLUE)))
            assert seen(page).getpixel((0, 0)) == BLUE
            assert "48 × 48 px, made in" in page.locator("#status").inner_text()

    def test_what_is_wrong_with_it_is_said_with_its_line_until_it_is_mended(self, file: Path, page: Any) -> None:
        with Dev(file) as dev:
            page.goto(dev.url)
            page.wait_for_selector(FINE)
            save(file, page, "import os\ndef x(:\n")
            assert page.locator("#error").inner_text() == "my_effect.py:2: invalid syntax"
            file.write_text(EFFECT)
            page.wait_for_selector(FINE)
            assert page.locator("#error").is_hidden()

    def test_what_it_raises_is_said_with_the_line_of_the_file(self, file: Path, page: Any) -> None:
        file.write_text(EFFECT.replace('"RGB", (64', '"RPG", (64'))
        with Dev(file) as dev:
            page.goto(dev.url)
            page.wait_for_selector(BROKEN)
            line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "RPG" in text)
            assert page.locator("#error").inner_text().startswith(f"my_effect.py:{line}: ")

    @pytest.mark.parametrize("fault", ["while True: pass", "__import__('os')._exit(3)"], ids=["a loop", "an end"])
    def test_neither_a_loop_nor_an_end_of_the_process_takes_the_page_with_it(
        self, file: Path, page: Any, fault: str
    ) -> None:
        file.write_text(EFFECT.replace("report(0.5)", f"report(0.5)\n        {fault}"))
        with Dev(file) as dev:
            page.goto(dev.url)
            if "while" in fault:
                page.wait_for_function("() => document.querySelector('#fraction').value === 0.5")
            else:
                page.wait_for_selector(BROKEN)
                assert "ended the process that it works in (exit code 3)" in page.locator("#error").inner_text()
            file.write_text(EFFECT)
            page.wait_for_selector(FINE)
            assert seen(page).getpixel((0, 0)) == RED


class TestChoosing:
    def test_options_are_drawn_and_kept_over_a_save(self, file: Path, page: Any) -> None:
        with Dev(file) as dev:
            page.goto(dev.url)
            page.wait_for_selector(FINE)
            page.get_by_label("Is large").check()
            page.get_by_text("64 × 48 px").wait_for()
            save(file, page, EFFECT.replace(str(RED), str(BLUE)))
            assert (seen(page).size, seen(page).getpixel((0, 0))) == ((64, 48), BLUE)

    def test_pictures_that_were_given_come_first_and_others_can_be_chosen(self, file: Path, page: Any) -> None:
        passing_on = EFFECT.replace(
            'return Image.new("RGB", (64', 'return inputs["photo"]\n        Image.new("RGB", (64'
        )
        file.write_text(passing_on)
        picture(160, 120, 0).save(file.with_name("mine.png"))
        with Dev(file, "--picture", "mine.png") as dev:
            page.goto(dev.url)
            page.get_by_text("160 × 120 px").wait_for()
            page.get_by_label("Photo").select_option(label="lake")
            page.get_by_text("768 × 576 px").wait_for()


class TestConformance:
    def test_a_check_that_fails_says_why(self, file: Path, page: Any) -> None:
        file.write_text(EFFECT.replace("[0.5, 1.0]", "[0.5, 5.0]"))
        with Dev(file) as dev:
            page.goto(dev.url)
            failed = page.locator(".checks .failed", has_text="every offered value is valid")
            failed.get_by_text("its option depth offers 5.0 and doesn't take it").wait_for()
            page.locator(".checks .passed", has_text="it is made for this contract").wait_for()


class TestTheEnd:
    def test_ctrl_c_ends_it_and_leaves_nothing(
        self, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        monkeypatch.setenv("TMPDIR", str(temporary))
        with Dev(file) as dev:
            assert dev.stop() == (130, "stopped\n")
        assert list(temporary.iterdir()) == []
        assert {path.name for path in tmp_path.iterdir()} == {"my_effect.py", "temporary"}


class TestWrongCalls:
    def test_they_end_in_one_line(self, file: Path) -> None:
        file.with_name("no-module.py").touch()
        cases = {
            "none.py": "there is no such file",
            "no-module.py": "should be called as modules are",
        }
        for name, words in cases.items():
            assert_one_line(run("dev", name, "--no-open", cwd=file.parent), 2, name, words)
        result = run("dev", file.name, "--no-open", "--picture", "none.jpg", cwd=file.parent)
        assert_one_line(result, 2, "none.jpg: there is no such file")
