"""Links out of docs/, on a site that has the documents alone."""

from tools.site_links import on_page_markdown


def test_a_link_that_names_its_file_becomes_its_path() -> None:
    markdown = "see [plugins.toml](../plugins.toml), [console.py](../examples/console.py)"
    assert on_page_markdown(markdown, page=None) == "see `plugins.toml`, `examples/console.py`"


def test_another_one_keeps_its_words() -> None:
    assert on_page_markdown("[Telegram's](../tests/x.py) and") == "Telegram's (`tests/x.py`) and"


def test_links_among_the_documents_stay() -> None:
    assert (
        on_page_markdown("[effects](effects.md), [a](https://example.org)")
        == "[effects](effects.md), [a](https://example.org)"
    )
