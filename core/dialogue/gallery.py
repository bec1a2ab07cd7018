"""Galleries: the pictures that an effect offers for a slot, a page at a time, and the buttons that choose one.

A button's id is ``gallery:SLOT`` to see them, ``gallery:SLOT:NUMBER`` for those from a number on, from 0, and
``gallery:SLOT:NAME`` to take one.
"""

import re
from collections.abc import Sequence

from core.dialogue.context import TurnContext
from core.dialogue.turn import GalleryPage, TurnResult
from core.model.event import GalleryChoice
from core.model.reply import Button, Reply
from core.plugins.gallery import GalleryPicture
from core.plugins.installed_effect import InstalledEffect

PAGE = 20
"""With a button for what comes after them they are no more than every platform has room for."""
COLUMNS = 2
NUMBER = re.compile("[0-9]{1,6}")

Rows = tuple[tuple[Button, ...], ...]


def page_of(effect: InstalledEffect, slot: str, first: int) -> Sequence[GalleryPicture]:
    """The pictures on the page that begins with the number ``first``."""
    return effect.gallery(slot)[first : first + PAGE]


def slot_of_use(effect: InstalledEffect, missing: str | None) -> str:
    """The slot whose gallery is shown to who asks for one: the missing one's, if there is something to choose from."""
    rich = [slot for slot, pictures in effect.galleries.items() if len(pictures) > 1] or [*effect.galleries]
    return missing if missing in rich else next(iter(rich), "")


def way_in(context: TurnContext, effect: InstalledEffect, slot: str) -> Rows:
    """A row with the button that leads to a slot's gallery, or takes its only picture; none where there is nothing."""
    pictures = effect.gallery(slot)
    if not pictures:
        return ()
    id = f"gallery:{slot}" if len(pictures) > 1 else _choice_id(slot, pictures[0])
    return ((Button(id=id, label=context.slot_text(effect, "button-gallery", slot)),),)


def show_or_choose(context: TurnContext, turn: TurnResult, slot: str, rest: str) -> TurnResult:
    """What a button of a slot's gallery does whose id ends in ``rest``; what isn't there any more shows the gallery."""
    effect = context.effect(turn.session)
    if effect.picture(slot, rest) is not None:
        choice = GalleryChoice(effect=effect.name, slot=slot, name=rest)
        return turn.model_copy(update={"chosen": choice})
    first = int(rest) if NUMBER.fullmatch(rest) else 0
    return _show(context, turn, effect, slot, first if page_of(effect, slot, first) else 0)


def _show(context: TurnContext, turn: TurnResult, effect: InstalledEffect, slot: str, first: int) -> TurnResult:
    buttons = [
        _picture_button(context, effect, slot, picture, number)
        for number, picture in enumerate(page_of(effect, slot, first), start=1)
    ]
    rows: Rows = tuple(tuple(buttons[i : i + COLUMNS]) for i in range(0, len(buttons), COLUMNS))
    if len(effect.gallery(slot)) > PAGE:
        after = first + PAGE if page_of(effect, slot, first + PAGE) else 0
        rows = (*rows, (context.button("more", f"gallery:{slot}:{after}"),))
    text = context.slot_text(effect, "choose", slot)
    page = GalleryPage(effect=effect.name, slot=slot, first=first)
    return turn.say(Reply(text=text, buttons=rows)).model_copy(update={"page": page})


def _picture_button(
    context: TurnContext, effect: InstalledEffect, slot: str, picture: GalleryPicture, number: int
) -> Button:
    title = effect.picture_title(context.language, picture.name)
    return Button(id=_choice_id(slot, picture), label=f"{number}. {title}", numbered=True)


def _choice_id(slot: str, picture: GalleryPicture) -> str:
    return f"gallery:{slot}:{picture.name}"
