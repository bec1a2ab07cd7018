"""What a newcomer reads when setting up can't work: one line, with what to do."""

import builtins
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools import setup_venv


def test_a_python_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"error: Atelier needs Python 3.11 or newer, this is 3.9.2; .*make PYTHON="):
        setup_venv.main("requirements.txt")


def test_no_venv_module(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    imported: Callable[..., Any] = builtins.__import__

    def without_ensurepip(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "ensurepip":
            raise ImportError(name)
        return imported(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_ensurepip)
    with pytest.raises(SystemExit, match=r"error: .*sudo apt install python3-venv"):
        setup_venv.main("requirements.txt")


def test_no_network() -> None:
    with pytest.raises(SystemExit, match="error: the package index can't be reached"):
        setup_venv.explain(
            "WARNING: Retrying ... NewConnectionError ...\nERROR: No matching distribution found for x\n"
        )


def test_any_other_failure_of_pip_is_its_last_error() -> None:
    with pytest.raises(SystemExit, match=r"error: Hash mismatch; pip's whole output is in \.venv"):
        setup_venv.explain("ERROR: first\nERROR: Hash mismatch\n")
