"""How long to wait before what has failed is tried again."""


def backoff(failures: int, *, first: float, longest: float, chance: float = 1.0) -> float:
    """Seconds to wait after that many failures in a row (1 or more).

    ``first`` at first, twice as many each time, ``longest`` in the end. A ``chance`` in [0, 1] takes up to a half of
    that away: those who failed together don't all try again at once.
    """
    seconds = min(longest, first * 2.0 ** min(failures - 1, 64))
    return seconds * (1 + chance) / 2
