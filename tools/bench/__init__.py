"""Times and weighs the recipes in one run: ``make bench``.

Beside them run a transcription of the original bot, the commit before, in turn with this one, and ``pastiche``, a peer.
Every row is a process of its own, from its start to its end, with 2 threads; the figures to quote are the ratios.
"""
