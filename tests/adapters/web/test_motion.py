"""Whoever has no graphics card paints and looks with the same processor: what moves meanwhile moves rarely."""

import re

from adapters.web.view import STATIC

MAX_FRAMES_A_SECOND = 8
MOVING = re.compile(r"animation: (\w+) ([\d.]+)s steps\((\d+)\) infinite")


def test_what_moves_as_long_as_a_painting_takes_is_drawn_few_times_a_second() -> None:
    styles = (STATIC / "css" / "picture.css").read_text("utf-8")
    moving = {name: int(steps) / float(seconds) for name, seconds, steps in MOVING.findall(styles)}
    assert moving.keys() == {"wash", "pass"}
    assert styles.count("infinite") == len(moving)
    assert max(moving.values()) <= MAX_FRAMES_A_SECOND
