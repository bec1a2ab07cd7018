"""Bad days of the whole program, with people on three platforms: `make chaos` is all of it, `make test` a short form."""
