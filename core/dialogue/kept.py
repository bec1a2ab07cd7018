"""What people keep until they delete it: it is kept from under a painting, and listed to be used again and named.

A button's id is ``keep:JOB`` for what a job made and ``own-SLOT:JOB`` for what it was made from, ``kept`` for the list,
``kept:NUMBER`` for the list from a number on, from 0, and ``kept:ID`` for one of it. That is put into a slot by
``as-SLOT:ID``, called otherwise by ``name:ID`` and deleted by ``drop:ID``.
"""

from itertools import count

from core.dialogue.context import TurnContext
from core.dialogue.gallery import NUMBER, USE_AS
from core.dialogue.replies import in_rows, private
from core.dialogue.settings import with_effect
from core.dialogue.slots import fill
from core.dialogue.turn import TurnResult
from core.model.address import Address
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.reply import Button, Reply
from core.model.session import AlbumPhoto
from core.plugins.installed_effect import InstalledEffect

PAGE = 10
MAX_NAME_LENGTH = 40
MEGABYTE = 1_000_000


def keep(context: TurnContext, turn: TurnResult, job: Job, slot: str = "", name: str = "") -> TurnResult:
    """Keeps what a job made, or its picture in a slot; one that is kept already is only named."""
    effect = context.rules.effects.get(job.order.effect)
    blob = job.order.inputs.get(slot) if slot else job.result
    size = context.turn_input.sizes.get(blob or "")
    may_be = effect is not None and effect.has_choice(slot) if slot else not job.order.variants
    if blob is None or size is None or not may_be:
        return turn.say(private(context.reply("job-forgotten")))
    known = next((one for one in context.turn_input.kept if (one.blob, one.slot) == (blob, slot)), None)
    if known is not None:
        return rename(context, turn, known.id, name) if name else turn.say(_kept(context, known, "kept-already"))
    if not _has_room(context, size):
        return turn.say(_full(context))
    picture = KeptPicture(
        id=f"k{context.turn_input.token}",
        person=job.person,
        blob=blob,
        name=_tidied(name) or _default_name(context, effect, slot),
        effect=job.order.effect,
        slot=slot,
        size=size,
        created=context.turn_input.now,
        spoiler=job.order.spoiler,
    )
    said = _kept(context, picture, "kept-to-choose" if slot else "kept-now")
    return turn.model_copy(update={"kept": (picture,)}).say(said)


def keep_last(context: TurnContext, turn: TurnResult, address: Address, name: str) -> TurnResult:
    """Keeps under a name what there is to choose from of a conversation's newest painting, or else that itself.

    Where there is no painting it names what was kept last.
    """
    here = (job for job in context.turn_input.done if job.address == address and not job.order.variants)
    job = next((job for job in here if job.result in context.turn_input.sizes), None)
    if job is not None:
        effect = context.rules.effects.get(job.order.effect)
        slots = effect.slots if effect is not None else ()
        own = (slot.name for slot in slots if effect is not None and effect.has_choice(slot.name))
        slot = next((slot for slot in own if slot in job.order.inputs), "")
        return keep(context.of(effect), turn, job, slot, name)
    if context.turn_input.kept and _tidied(name):
        return rename(context, turn, context.turn_input.kept[0].id, name)
    return turn.say(private(context.reply("keep-nothing")))


def command(context: TurnContext, turn: TurnResult, argument: str) -> TurnResult:
    """The list, or, where there are no buttons, deletes the one of a name."""
    word, _, name = argument.strip().partition(" ")
    if word.casefold() != context.say("delete"):
        return _show(context, turn, "")
    picture = next((one for one in context.turn_input.kept if one.name == _tidied(name)), None)
    return turn.say(private(context.reply("kept-gone"))) if picture is None else _drop(context, turn, picture)


def rename(context: TurnContext, turn: TurnResult, id: str, name: str) -> TurnResult:
    """Calls a kept picture by another name."""
    picture, name = _find(context, id), _tidied(name)
    if picture is None or not name:
        return turn.say(private(context.reply("kept-gone")))
    picture = picture.model_copy(update={"name": name})
    return turn.model_copy(update={"kept": (picture,)}).say(_kept(context, picture, "kept-named"))


def pressed(context: TurnContext, turn: TurnResult, action: str, rest: str) -> TurnResult | None:
    """What a button does of the list or of one of it; None for any other button."""
    if action == "kept":
        return _show(context, turn, rest)
    picture = _find(context, rest)
    if picture is None:
        return turn.say(private(context.reply("kept-gone"))) if action in ("name", "drop") else None
    match action:
        case "name":
            return _ask_name(context, turn, picture)
        case "drop":
            return _drop(context, turn, picture)
        case _ if action.startswith(USE_AS):
            return _use(context, turn, picture, action.removeprefix(USE_AS))
        case _:
            return None


def _show(context: TurnContext, turn: TurnResult, which: str) -> TurnResult:
    """One kept picture by its id, or the list from a number on; what there isn't any more shows the list."""
    picture = _find(context, which)
    if picture is not None:
        return turn.say(_one(context, turn, picture))
    kept = context.turn_input.kept
    if not kept:
        return turn.say(private(context.reply("kept-none")))
    first = int(which) if NUMBER.fullmatch(which) and int(which) < len(kept) else 0
    shown = [*enumerate(kept[first : first + PAGE], start=1)]
    lines = [f"{number}. {one.name} ({_what(context, one)})" for number, one in shown]
    buttons = [Button(id=f"kept:{one.id}", label=f"{number}. {one.name}", numbered=True) for number, one in shown]
    rows = in_rows(buttons)
    if len(kept) > PAGE:
        after = first + PAGE if first + PAGE < len(kept) else 0
        rows = (*rows, (context.button("more", f"kept:{after}"),))
    text = context.say("kept-list", n=len(kept), mb=_megabytes(context), most=context.rules.max_kept_bytes // MEGABYTE)
    return turn.say(Reply(text="\n".join([text, *lines]), buttons=rows, private=True))


def _find(context: TurnContext, id: str) -> KeptPicture | None:
    """The person's kept picture of this id, if there is one."""
    return next((picture for picture in context.turn_input.kept if picture.id == id), None)


def _use(context: TurnContext, turn: TurnResult, picture: KeptPicture, slot: str) -> TurnResult:
    """Puts a kept picture into a slot, as if it had been sent."""
    effect = _effect_for(context, turn, picture)
    if effect.slot(slot) is None:
        return turn.say(_one(context, turn, picture))
    if context.effect(turn.session) is not effect:
        turn = with_effect(turn, effect)
    photo = AlbumPhoto(blob=picture.blob, slot=slot, spoiler=picture.spoiler)
    return fill(context.of(effect), turn, (photo,))


def _ask_name(context: TurnContext, turn: TurnResult, picture: KeptPicture) -> TurnResult:
    """Has the next text be a kept picture's name, whatever it is: no number chooses from a menu meanwhile."""
    return turn.remember(naming=picture.id, menu=()).say(private(context.reply("name-ask", name=picture.name)))


def _drop(context: TurnContext, turn: TurnResult, picture: KeptPicture) -> TurnResult:
    """Keeps a picture no longer."""
    turn = turn.model_copy(update={"dropped": (picture.id,)})
    return turn.say(private(context.reply("kept-dropped", name=picture.name)))


def _kept(context: TurnContext, picture: KeptPicture, key: str) -> Reply:
    """What is said of a picture that is kept, with the ways on from there."""
    buttons = (*_name_button(context, picture), context.button("kept"))
    return private(context.reply(key, buttons, name=picture.name))


def _one(context: TurnContext, turn: TurnResult, picture: KeptPicture) -> Reply:
    """A kept picture, and what can be done with it."""
    effect = _effect_for(context, turn, picture)
    slots = sorted(effect.slots, key=lambda slot: slot.name != picture.slot)
    uses = [
        Button(id=f"{USE_AS}{slot.name}:{picture.id}", label=effect.slot_text(context.language, "use", slot.name))
        for slot in slots
    ]
    typed = f"/kept {context.say('delete')} {picture.name}"
    delete = context.button("drop", f"drop:{picture.id}").model_copy(update={"typed": typed})
    return Reply(
        text=f"{picture.name} ({_what(context, picture)})",
        picture=picture.blob,
        alt=picture.name,
        spoiler=picture.spoiler,
        buttons=(*in_rows(uses), (*_name_button(context, picture), delete)),
        private=True,
    )


def _name_button(context: TurnContext, picture: KeptPicture) -> tuple[Button, ...]:
    """To name it by a text, where whatever the person says is for the bot."""
    return () if context.is_group else (context.button("name", f"name:{picture.id}"),)


def _effect_for(context: TurnContext, turn: TurnResult, picture: KeptPicture) -> InstalledEffect:
    """The effect that a picture was kept with, or, where that is gone, the one that is chosen."""
    return context.rules.effects.get(picture.effect) or context.effect(turn.session)


def _what(context: TurnContext, picture: KeptPicture) -> str:
    """What was kept: a picture for a slot, or one that was made."""
    effect = context.rules.effects.get(picture.effect)
    if not picture.slot:
        return context.of(effect).say("kept-result")
    return effect.slot_name(context.language, picture.slot) if effect is not None else picture.slot


def _has_room(context: TurnContext, size: int) -> bool:
    kept, rules = context.turn_input.kept, context.rules
    return len(kept) < rules.max_kept and sum(one.size for one in kept) + size <= rules.max_kept_bytes


def _full(context: TurnContext) -> Reply:
    rules = context.rules
    about = {"n": rules.max_kept, "mb": rules.max_kept_bytes // MEGABYTE}
    return private(context.reply("keep-full", (context.button("kept"),), **about))


def _megabytes(context: TurnContext) -> int:
    """What all of it takes, in whole megabytes begun."""
    return -(-sum(one.size for one in context.turn_input.kept) // MEGABYTE)


def _default_name(context: TurnContext, effect: InstalledEffect | None, slot: str) -> str:
    """A name that nothing else of the person's has."""
    kind = context.slot_text(effect, "own-name", slot) if slot else context.say("result-name")
    taken = {one.name for one in context.turn_input.kept}
    return next(name for number in count(1) if (name := f"{kind} {number}") not in taken)


def _tidied(name: str) -> str:
    return " ".join(name.split())[:MAX_NAME_LENGTH].strip()
