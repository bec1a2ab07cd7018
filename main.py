"""Atelier's program: runs the command line."""

import sys

from cli.start import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
