"""The whole program, killed at random points: ``make chaos`` does so 200 times, ``make test`` a few."""
