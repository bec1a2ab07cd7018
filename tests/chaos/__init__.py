"""Bad days of the whole program, with people on three platforms: ``make chaos``, and a short form in ``make test``."""
