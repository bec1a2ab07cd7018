"""A real homeserver for the tests: Synapse on loopback, its database and its keys in a folder that goes with it."""

import asyncio
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

PYTHON = "SYNAPSE_PYTHON"
"""The variable that says which Python has Synapse installed; without it, this one, if it has."""
SECRET = "what-registers-people-here"
UNLIMITED = {"per_second": 100_000, "burst_count": 100_000}
START_SECONDS, STOP_SECONDS = 120.0, 20.0

Json = dict[str, Any]


def python_with_synapse() -> str | None:
    """The Python that runs Synapse; None where there isn't any."""
    return os.environ.get(PYTHON) or (sys.executable if find_spec("synapse") is not None else None)


@contextmanager
def running(python: str, folder: Path) -> Iterator[str]:
    """A homeserver's address, as long as it runs. It is stopped even where it never comes up."""
    port = _free_port()
    (folder / "log.yaml").write_text(json.dumps(_log(folder)))
    (folder / "homeserver.yaml").write_text(json.dumps(_config(folder, port)))
    command = [python, "-m", "synapse.app.homeserver", "--config-path", str(folder / "homeserver.yaml")]
    subprocess.run([*command, "--generate-keys"], check=True, cwd=folder, capture_output=True)
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        asyncio.run(_answering(url, process))
        yield url
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def register(session: ClientSession, url: str, name: str) -> tuple[str, str]:
    """The id and the access token of a new account."""
    path = f"{url}/_synapse/admin/v1/register"
    async with session.get(path) as answer:
        nonce = (await answer.json())["nonce"]
    said = "\0".join((nonce, name, "password", "notadmin")).encode()
    mac = hmac.new(SECRET.encode(), said, hashlib.sha1).hexdigest()
    account = {"nonce": nonce, "username": name, "password": "password", "admin": False, "mac": mac}
    async with session.post(path, json=account) as answer:
        answer.raise_for_status()
        made = await answer.json()
    return made["user_id"], made["access_token"]


async def _answering(url: str, process: subprocess.Popen[bytes]) -> None:
    async with asyncio.timeout(START_SECONDS), ClientSession() as session:
        while process.poll() is None:
            try:
                async with session.get(f"{url}/_matrix/client/versions") as answer:
                    if answer.status == 200:
                        return
            except ClientError:
                await asyncio.sleep(0.1)  # it says nowhere else that it is there
    raise RuntimeError(f"Synapse ended at its start with {process.returncode}")


def _config(folder: Path, port: int) -> Json:
    resources = [{"names": ["client", "media"], "compress": False}]
    listener = {"port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": False, "resources": resources}
    limits = (
        "message",
        "registration",
        "login",
        "joins",
        "invites",
        "room_creation",
        "media_create",
        "3pid_validation",
    )
    config: Json = {f"rc_{name}": UNLIMITED for name in limits}
    for name, kinds in {"joins": ("local", "remote"), "login": ("address", "account", "failed_attempts")}.items():
        config[f"rc_{name}"] = dict.fromkeys(kinds, UNLIMITED)
    config["rc_invites"] = dict.fromkeys(("per_room", "per_user", "per_issuer"), UNLIMITED)
    return config | {
        "server_name": "localhost",
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "pid_file": str(folder / "pid"),
        "registration_shared_secret": SECRET,
        "macaroon_secret_key": "sweet",
        "form_secret": "formal",
        "report_stats": False,
        "trusted_key_servers": [],
    }


def _log(folder: Path) -> Json:
    file = {"class": "logging.FileHandler", "filename": str(folder / "synapse.log")}
    return {"version": 1, "handlers": {"file": file}, "root": {"level": "WARNING", "handlers": ["file"]}}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
