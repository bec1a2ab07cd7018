"""The figures of all pairs, and what is needed of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import mean

from PIL import Image

from tools.bounds import Bound
from tools.judge.artefacts import Artefacts
from tools.judge.verdict import TAP_NAMES, Verdict

OURS, REFERENCE, BOLD = "ours", "vgg19", "ours at strength 1"
FAULTS = tuple(field.name for field in fields(Artefacts))
MOST_BEYOND = Artefacts(hatching=0.3, dots=1.0, rainbows=1.0, halos=2.0)
"""What may be ``beyond`` in the mean of all pairs. Paintings whose fault is plain to see have 1.5, 3, 4 and 10."""


@dataclass(frozen=True)
class Judged:
    """A painting, what Oxford's network says of it, what torchvision's tells where it is there, and its faults."""

    image: Image.Image
    verdict: Verdict
    told: Verdict | None
    faults: Artefacts


@dataclass(frozen=True)
class JudgedPair:
    """A pair and its paintings by who painted them: ``OURS``, ``REFERENCE``, peers, perhaps ``BOLD``."""

    name: str
    photo: Image.Image
    style: Image.Image
    photo_faults: Artefacts
    style_faults: Artefacts
    paintings: dict[str, Judged]


def beside(pairs: Iterable[JudgedPair], *painters: str) -> list[JudgedPair]:
    """The pairs that all of these have painted."""
    return [pair for pair in pairs if all(painter in pair.paintings for painter in painters)]


def mean_verdict(pairs: Sequence[JudgedPair], painter: str) -> Verdict:
    """The means, tap by tap, over pairs that this one painted."""
    verdicts = [pair.paintings[painter].verdict for pair in pairs]
    return _mean_of(verdicts)


def mean_told(pairs: Sequence[JudgedPair], painter: str) -> Verdict | None:
    """As ``mean_verdict``, by the network that only tells; None where it isn't there."""
    verdicts = [told for pair in pairs if (told := pair.paintings[painter].told) is not None]
    return _mean_of(verdicts) if verdicts else None


def shares(pairs: Sequence[JudgedPair], painter: str, other: str) -> tuple[float, ...]:
    """What a painter closes over what another one does at each tap, both in the mean: one odd pair decides nothing."""
    own, others = (mean_verdict(pairs, name).closed for name in (painter, other))
    return tuple(a / b for a, b in zip(own, others, strict=True))


def mean_faults(found: Sequence[Artefacts]) -> Artefacts:
    """Of each fault the mean."""
    return Artefacts(*(mean(getattr(faults, name) for faults in found) for name in FAULTS))


def beyond(pair: JudgedPair, painter: str = OURS) -> Artefacts:
    """What a painting has of each fault beyond the photo, and beyond the style or VGG19's painting, whichever has less.

    The style has a right to what it has, but VGG19 may do without in the same place; what VGG19's has beyond the style
    is the recipe's fault.
    """
    faults = pair.paintings[painter].faults
    allowed = pair.style_faults
    if REFERENCE in pair.paintings:
        allowed = allowed.lesser(pair.paintings[REFERENCE].faults)
    return faults.beyond(pair.photo_faults, allowed)


def bounds(pairs: Sequence[JudgedPair]) -> list[Bound]:
    """What is needed of our paintings, as far as there is something to compare them with."""
    needed = []
    if both := beside(pairs, OURS, REFERENCE):
        needed += _share_bounds(f"closed over VGG19's, {len(both)} pairs", shares(both, OURS, REFERENCE), 0.95, 0.9)
    if both := beside(pairs, OURS, "pastiche"):
        label = f"closed over pastiche's, {len(both)} pairs"
        needed += _share_bounds(label, shares(both, OURS, "pastiche"), 1.0, 0.9)
        own, peer = (mean_verdict(both, painter).content for painter in (OURS, "pastiche"))
        needed.append(Bound("content distance over pastiche's", own / peer, "<=", 1.0))
    if both := beside(pairs, BOLD, "pastiche"):
        label = f"at strength 1 closed over pastiche's, {len(both)} pairs"
        needed += _share_bounds(label, shares(both, BOLD, "pastiche"), None, 1.0)
    found = mean_faults([beyond(pair) for pair in pairs])
    needed += [
        Bound(f"{name} beyond what photo and style account for", getattr(found, name), "<=", getattr(MOST_BEYOND, name))
        for name in FAULTS
    ]
    return needed


def as_json(pairs: Sequence[JudgedPair], needed: Iterable[Bound]) -> dict[str, object]:
    """All figures, pair by pair, for the next program."""

    def of(judged: Judged) -> dict[str, object]:
        told = None if judged.told is None else {"closed": judged.told.closed, "content": judged.told.content}
        own = {"closed": judged.verdict.closed, "content": judged.verdict.content}
        return {**own, "told": told, "faults": vars(judged.faults)}

    return {
        "bounds": [{**vars(bound), "reached": bound.reached} for bound in needed],
        "pairs": {
            pair.name: {
                "photo": {"faults": vars(pair.photo_faults)},
                "style": {"faults": vars(pair.style_faults)},
                **{painter: of(judged) for painter, judged in pair.paintings.items()},
            }
            for pair in pairs
        },
    }


def _share_bounds(label: str, found: Sequence[float], least_mean: float | None, least: float) -> list[Bound]:
    taps = [Bound(f"{label}: {name}", share, ">=", least) for name, share in zip(TAP_NAMES, found, strict=True)]
    return taps if least_mean is None else [Bound(f"{label}: mean", mean(found), ">=", least_mean), *taps]


def _mean_of(verdicts: Sequence[Verdict]) -> Verdict:
    closed = zip(*(verdict.closed for verdict in verdicts), strict=True)
    return Verdict(tuple(mean(shares) for shares in closed), mean(verdict.content for verdict in verdicts))
