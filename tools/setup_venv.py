"""Makes .venv and installs a requirements file into it; says in one line what is missing.

The Makefile calls it with whatever Python there is, so even an old one has to be able to read this file.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(".venv")
PYTHON = FOLDER / "bin" / "python"
LOG = FOLDER / "pip.log"
OFFLINE = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "Network is unreachable")


def main(requirements):
    """Installs the file ``requirements`` into .venv, which is made if it isn't there or doesn't work."""
    if sys.version_info < (3, 11):
        version = ".".join(map(str, sys.version_info[:3]))
        stop(f"Atelier needs Python 3.11 or newer, this is {version}; name another: make PYTHON=python3.12 ...")
    if not works():
        make()
    sys.stderr.write(f"installing what {requirements} lists into {FOLDER}; the first time takes some minutes\n")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements]
    with LOG.open("w") as log:
        failed = subprocess.call(command, stdout=log, stderr=subprocess.STDOUT)
    if failed:
        explain(LOG.read_text())


def works():
    """Whether .venv has a Python that runs."""
    return PYTHON.exists() and subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def make():
    """Makes .venv anew."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        stop("Python's venv module is missing; on Debian and Ubuntu: sudo apt install python3-venv")
    venv.create(FOLDER, clear=True, with_pip=True)


def explain(log):
    """Stops with what matters of pip's output."""
    if any(sign in log for sign in OFFLINE):
        stop(f"the package index can't be reached; is there a network? pip's whole output is in {LOG}")
    errors = [line[len("ERROR: ") :] for line in log.splitlines() if line.startswith("ERROR: ")]
    stop(f"{errors[-1] if errors else 'pip failed'}; pip's whole output is in {LOG}")


def stop(message):
    """Ends the program with one line."""
    sys.exit(f"error: {message}")


if __name__ == "__main__":
    main(sys.argv[1])
