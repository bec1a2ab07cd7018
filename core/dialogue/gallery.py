"""Galleries: the pictures that an effect offers for a slot, a page at a time, and the buttons that choose one.

A button's id is ``gallery:SLOT`` to see them, ``gallery:SLOT:NUMBER`` for those from a number on, from 0, and
``gallery:SLOT:NAME`` to take one. What the person has kept for the slot comes first, where nobody else sees it.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from core.dialogue.context import TurnContext
from core.dialogue.replies import Rows, in_rows
from core.dialogue.turn import GalleryPage, TurnResult
from core.model.event import GalleryChoice
from core.model.kept_picture import KeptPicture
from core.model.reply import Button, Reply
from core.plugins.gallery import GalleryPicture
from core.plugins.installed_effect import InstalledEffect

PAGE = 20
"""With a button for what comes after them they are no more than every platform has room for."""
NUMBER = re.compile("[0-9]{1,6}")
USE_AS = "as-"
"""How the id of a button begins that puts what a person has into a slot."""

T = TypeVar("T")


def page_of(offered: Sequence[T], first: int) -> Sequence[T]:
    """What is on the page that begins with the number ``first``."""
    return offered[first : first + PAGE]


def slot_of_use(effect: InstalledEffect, missing: str | None) -> str:
    """The slot whose gallery is shown to who asks for one: the missing one's, if there is something to choose from."""
    rich = [slot for slot in effect.galleries if effect.has_choice(slot)] or [*effect.galleries]
    return missing if missing in rich else next(iter(rich), "")


def way_in(context: TurnContext, effect: InstalledEffect, slot: str) -> Rows:
    """A row with the button that leads to a slot's gallery, or takes its only picture; none where there is nothing."""
    pictures = effect.gallery(slot)
    if not pictures:
        return ()
    id = f"gallery:{slot}" if effect.has_choice(slot) else _choice_id(slot, pictures[0])
    return ((Button(id=id, label=context.slot_text(effect, "button-gallery", slot)),),)


def show_or_choose(context: TurnContext, turn: TurnResult, slot: str, rest: str) -> TurnResult:
    """What a button of a slot's gallery does whose id ends in ``rest``; what isn't there any more shows the gallery."""
    effect = context.effect(turn.session)
    if effect.picture(slot, rest) is not None:
        choice = GalleryChoice(effect=effect.name, slot=slot, name=rest)
        return turn.model_copy(update={"chosen": choice})
    return _show(context, turn, effect, slot, int(rest) if NUMBER.fullmatch(rest) else 0)


def _show(context: TurnContext, turn: TurnResult, effect: InstalledEffect, slot: str, first: int) -> TurnResult:
    own = () if context.is_group else effect.own(slot, context.turn_input.kept)
    offered: Sequence[KeptPicture | GalleryPicture] = (*own, *effect.gallery(slot))
    first = first if page_of(offered, first) else 0
    buttons = [
        _picture_button(context, effect, slot, picture, number)
        for number, picture in enumerate(page_of(offered, first), start=1)
    ]
    rows = in_rows(buttons)
    if len(offered) > PAGE:
        after = first + PAGE if page_of(offered, first + PAGE) else 0
        rows = (*rows, (context.button("more", f"gallery:{slot}:{after}"),))
    text = context.slot_text(effect, "choose", slot)
    page = GalleryPage(effect=effect.name, slot=slot, first=first, own=tuple(picture.blob for picture in own))
    return turn.say(Reply(text=text, buttons=rows)).model_copy(update={"page": page})


def _picture_button(
    context: TurnContext, effect: InstalledEffect, slot: str, picture: GalleryPicture | KeptPicture, number: int
) -> Button:
    if isinstance(picture, KeptPicture):
        id, title = f"{USE_AS}{slot}:{picture.id}", picture.name
    else:
        id, title = _choice_id(slot, picture), effect.picture_title(context.language, picture.name)
    return Button(id=id, label=f"{number}. {title}", numbered=True)


def _choice_id(slot: str, picture: GalleryPicture) -> str:
    return f"gallery:{slot}:{picture.name}"
