"""The version of the contract between Atelier and its plugins, and where plugins of each version are offered."""

import re
from typing import Any

from core.plugins.errors import PluginError

CONTRACT = 1
"""The contract that this Atelier keeps. A class may say ``contract = 1``; one that says another number isn't used."""

_GROUP = re.compile(r"atelier_bot\.(?P<kind>\w+)s\.v(?P<version>\d+)")


def group_of(kind: str) -> str:
    """The entry point group in which packages offer plugins of a kind (``adapter`` or ``effect``) for this contract."""
    return f"atelier_bot.{kind}s.v{CONTRACT}"


def foreign_group(group: str, kind: str) -> str | None:
    """What is to be done about a plugin of a kind that is offered in this group, if it isn't for this contract."""
    if group == f"atelier.{kind}s":
        return f"it is offered in the old group {group}; its package has to offer it in {group_of(kind)}"
    found = _GROUP.fullmatch(group)
    if found is None or found["kind"] != kind or int(found["version"]) == CONTRACT:
        return None
    return remedy(int(found["version"]))


def check_contract(found: Any) -> None:
    """Raises PluginError for a class that says it was made for another contract."""
    said = getattr(found, "contract", CONTRACT)
    if not isinstance(said, int) or isinstance(said, bool):
        raise PluginError(f"its contract is {said!r} and should be a whole number: {CONTRACT}")
    if said != CONTRACT:
        raise PluginError(remedy(said))


def remedy(version: int) -> str:
    """What is to be done about a plugin that was made for another version of the contract."""
    update = "update Atelier, or install" if version > CONTRACT else "install"
    return f"it is made for contract {version}, and this Atelier keeps {CONTRACT}; {update} a version of it for that"
