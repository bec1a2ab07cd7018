"""Updates that make no sense can be written down, and what they were made of stays as it was."""

import copy
import json
from random import Random

from tests.chaos.malformed import KINDS, ODD, malformed


def test_each_is_json_and_none_is_a_good_one() -> None:
    before = copy.deepcopy((KINDS, ODD))
    luck = Random(0)
    made = [malformed(luck) for _ in range(2000)]
    assert all(json.loads(json.dumps(one)) == one for one in made)
    assert not [one for one in made if one in KINDS]
    assert before == (KINDS, ODD)
