"""``export-schema``: what editors check plugins.toml by."""

import json
from pathlib import Path

from tests.cli.harness import assert_one_line, run


def test_it_is_json_schema_that_knows_the_effects_options(folder: Path) -> None:
    schema = json.loads(run("export-schema", cwd=folder).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "encoder" in schema["properties"]["effects"]["properties"]["style-transfer"]["properties"]


def test_it_can_be_written_to_a_file(folder: Path) -> None:
    assert run("export-schema", "-o", "schema.json", cwd=folder).returncode == 0
    assert json.loads((folder / "schema.json").read_text())["title"] == "Atelier's plugins.toml"


def test_where_it_cannot_be_written_is_named(folder: Path) -> None:
    assert_one_line(run("export-schema", "-o", "none/schema.json", cwd=folder), 1, "none/schema.json: No such file")
