"""What the whole program takes at the peak: ``make bench-memory`` has 20 paintings made, ``make test`` a few."""
