"""What a ballot costs through the project's own server, beside a bare route on the same one.

.venv/bin/python -m benchmarks.bench_casting [--voters 1500] [--electors 100000] [--database sqlite]
.venv/bin/python -m benchmarks.bench_casting --close 1000000        the closing of a big vote

The house is served by `coop serve`. Each voter opens the paper, checks the answers and casts
them, with an own log-in cookie, the CSRF token of the page and an own act id; connections are
kept open. The floor is `benchmarks/floor.py`. Rounds alternate between the two.
"""

import argparse
import contextlib
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

from alembic import command
from sqlalchemy import Engine, create_engine, insert, text

from benchmarks.floor import metadata as floor_metadata
from coop import ids
from coop.app import alembic_config, build_container, create_app
from coop.clock import StagedClock
from coop.config import Config
from coop.container import Container
from coop.database import WRITES
from coop.members.accounts.rules import token_hash
from coop.members.tables import PartyRow, PersonRow, RoleGrantRow, SignInRow
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Permission
from coop.unit_of_work.unit_of_work import UnitOfWork
from coop.usecases.found_cooperative import found_cooperative
from coop.usecases.give_notice import rules_for
from coop.usecases.move_proposal import move_proposal
from tests.makers.votes import make_draft, make_owners, secretary
from tests.postgres import running_postgres
from voting import operations, queries
from voting.proposals import Kind, Proposal, schedule
from voting.roll import Elector

SECRET = "a benchmark's secret"
ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 8
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody with a vote and a signed-in browser."""

    elector_id: UUID
    cookie: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server: how long it took (seconds), its status and its body."""

    took: float
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Figures:
    """What a burst of requests came to."""

    per_second: float
    p50_ms: float
    p99_ms: float
    processor_ms: float
    """What a request took of the server's and the database's processors: on a shared machine,
    the figure to read."""


# the house and its vote ---------------------------------------------------------


def settings(url: str, var: Path) -> Config:
    return Config(database_url=url, secret_key=SECRET, var=var, password_cost="low")


def staged(config: Config, at: datetime) -> tuple[Container, StagedClock]:
    """This function will return a house whose clock can be set back."""
    clock = StagedClock(at)
    built = build_container(config)
    work = UnitOfWork(engine=built.unit_of_work.engine, clock=clock)
    return replace(built, clock=clock, unit_of_work=work), clock


def open_vote(container: Container, clock: StagedClock, casters: Sequence[UUID]) -> Proposal:
    """This function will open a secret election of ten candidates to these casters."""
    found_cooperative(container=container, name="Bench")
    standing = [one.person_id for one in make_owners(container, 10)]
    proposal_id = make_draft(container, kind="election", candidates=standing, seats=5)
    for move in ("submit", "begin_deliberation"):
        with container.read() as session:
            drafter = queries.proposal(session, proposal_id=proposal_id).drafter_id
        actor = secretary() if move != "submit" else replace(secretary(), person_id=drafter)
        move_proposal(
            container=container, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id,
            move=move,
        )  # fmt: skip
    with container.act(
        secretary(), Permission.PROPOSAL_STEER, id=ids.new_id(), about=proposal_id
    ) as act:
        operations.give_notice(
            act.session,
            proposal_id=proposal_id,
            schedule=schedule(
                notice_at=act.now, notice_clear_days=7, open_days=7, time_zone="Europe/London"
            ),
            rules=rules_for(Kind.ELECTION, rulebook_on(act.session, on=act.now)),
            electors=[
                Elector(caster_id, "A", f"Member {n}", caster_id)
                for n, caster_id in enumerate(casters)
            ],
            record_at=act.now,
            lot_secret=ids.secret_token(),
        )
        operations.move(
            act.session, proposal_id=proposal_id, name="give_notice", by=None, at=act.now
        )
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
    return vote


def let_in(container: Container, voters: Sequence[UUID]) -> list[Voter]:
    """This function will make members of people, and sign a browser in for each."""
    now = datetime.now(UTC)
    tokens = [ids.secret_token() for _ in voters]
    engine = container.unit_of_work.engine.execution_options(**{WRITES: True})
    rows: dict[type, list[dict[str, object]]] = {
        PartyRow: [
            {"id": one, "kind": "person", "name": f"Voter {n}", "joined_at": now}
            for n, one in enumerate(voters)
        ],
        PersonRow: [
            {
                "party_id": one, "email": f"{one}@bench.example",
                "email_key": f"{one}@bench.example", "verified_at": now, "locale": "en",
                "time_zone": "Europe/London",
            }
            for one in voters
        ],
        RoleGrantRow: [
            {
                "id": uuid4(), "person_id": one, "role": "member", "granted_at": now,
                "reason": "", "end_reason": "",
            }
            for one in voters
        ],
        SignInRow: [
            {
                "id": uuid4(), "token_hash": token_hash(token), "person_id": one,
                "created_at": now, "last_seen_at": now, "expires_at": now + timedelta(days=30),
                "browser": "bench",
            }
            for one, token in zip(voters, tokens, strict=True)
        ],
    }  # fmt: skip
    with engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(insert(table), values)
    app = create_app(container)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return [
        Voter(one, "coppice=" + signer.dumps({"_user_id": token, "_fresh": True}))
        for one, token in zip(voters, tokens, strict=True)
    ]


# the client ---------------------------------------------------------------------


def request(
    method: str, path: str, *, cookie: str = "", form: dict[str, str] | None = None
) -> bytes:
    """This function will return the bytes of one request."""
    body = urlencode(form).encode() if form else b""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if cookie:
        head.append(f"Cookie: {cookie}")
    if form:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def send_all(port: int, requests: Sequence[bytes]) -> list[Answer]:
    """This function will send requests one after another over one kept connection."""
    answers = []
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for one in requests:
            started = time.perf_counter()
            line.sendall(one)
            received = b""
            while b"\r\n\r\n" not in received:
                received += line.recv(65536)
            head, _, body = received.partition(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            length = int(found[1]) if found else 0
            while len(body) < length:
                body += line.recv(65536)
            took = time.perf_counter() - started
            answers.append(Answer(took, int(head[9:12]), head + b"\r\n\r\n" + body))
    return answers


@dataclass(frozen=True, slots=True)
class Served:
    """A server under measure: its port, and the processes that work for it."""

    port: int
    processes: tuple[int, ...]
    """Its own and the database's."""


def burst(
    served: Served, requests: Sequence[bytes], *, expect: int = 200
) -> tuple[Figures, list[Answer]]:
    """This function will send requests over `CONNECTIONS` processes, and time them."""
    port = served.port
    shares = [requests[n::CONNECTIONS] for n in range(CONNECTIONS)]
    with get_context("fork").Pool(CONNECTIONS) as pool:
        pool.starmap(send_all, [(port, ())] * CONNECTIONS)
        worked = processor_s(*served.processes)
        started = time.perf_counter()
        found = pool.starmap(send_all, [(port, share) for share in shares], chunksize=1)
        elapsed = time.perf_counter() - started
        worked = processor_s(*served.processes) - worked
    answers: list[Answer] = [None] * len(requests)  # type: ignore[list-item]
    for n, share in enumerate(found):
        answers[n::CONNECTIONS] = share
    wrong = [one for one in answers if one.status != expect]
    if wrong:
        raise SystemExit(
            f"{len(wrong)} answers were not {expect}:\n{wrong[0].body.decode()[:3000]}"
        )
    times = sorted(one.took for one in answers)
    return (
        Figures(
            len(requests) / elapsed,
            statistics.median(times) * 1000,
            times[int(len(times) * 0.99)] * 1000,
            worked / len(requests) * 1000,
        ),
        answers,
    )


def cookie_after(voter: Voter, answer: Answer) -> str:
    """This function will return the cookie a browser would hold after an answer."""
    found = re.search(rb"set-cookie: (coppice=[^;]+)", answer.body, re.IGNORECASE)
    return found[1].decode() if found else voter.cookie


def hidden(answer: Answer) -> dict[str, str]:
    """This function will return the hidden fields of a page's ballot form."""
    page = answer.body.decode()
    start = page.index("data-ballot=")
    form = page[start : page.index("</form>", start)]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields}


# the servers --------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(arguments: Sequence[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """This function will run a server as a process of its own, and return its process id."""
    server = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environment}, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(400):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.05)
        yield server.pid
    finally:
        server.terminate()
        server.wait(20)


def peak_mb(pid: int) -> float:
    """This function will return the peak memory (MB) of a process and its children, added up."""
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    total = 0
    for one in [str(pid), *children]:
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{one}/status").read_text()
            found = re.search(r"VmHWM:\s+(\d+)", status)
            total += int(found[1]) if found else 0
    return total / 1024


def processor_s(*processes: int) -> float:
    """This function will return the seconds that processes and their children have worked."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(folder.name) in processes:
                ticks += sum(map(int, stat[11:15]))
            elif int(stat[1]) in processes:
                ticks += sum(map(int, stat[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def database_processes(engine: Engine) -> tuple[int, ...]:
    """This function will return the process under which a database works; none for SQLite's."""
    if engine.dialect.name != "postgresql":
        return ()
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    return (int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1]),)


def show(what: str, figures: Figures, floor: Figures | None = None) -> None:
    ratio = ""
    if floor:
        ratio = f"  {figures.per_second / floor.per_second:5.0%} of the floor"
        ratio += f", by processor {floor.processor_ms / figures.processor_ms:5.0%}"
    print(
        f"{what:<44} {figures.per_second:7.0f}/s  p50 {figures.p50_ms:6.1f} ms"
        f"  p99 {figures.p99_ms:6.1f} ms  processor {figures.processor_ms:5.2f} ms{ratio}",
        flush=True,
    )


def best(found: Sequence[Figures]) -> Figures:
    """The median round by requests a second."""
    return sorted(found, key=lambda one: one.per_second)[len(found) // 2]


# the benches --------------------------------------------------------------------


def casting(url: str, *, electors: int, voters: int, workers: int) -> None:
    """This function will measure a ballot's three requests beside the floor."""
    command.upgrade(alembic_config(url), "head")
    with tempfile.TemporaryDirectory() as folder:
        config = settings(url, Path(folder))
        container, clock = staged(config, datetime.now(UTC) - timedelta(days=10))
        casters = [uuid4() for _ in range(electors)]
        people = let_in(container, casters[:voters])
        vote = open_vote(container, clock, casters)
        assert vote.opens_at is not None
        clock.at = vote.opens_at
        open_due_votes_quietly(container, vote)
        floor_metadata.create_all(container.unit_of_work.engine)
        if "postgres" in url:
            with container.unit_of_work.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("ANALYZE"))
        database = database_processes(container.unit_of_work.engine)
        container.unit_of_work.engine.dispose()
        environment = {
            "COOP_DATABASE_URL": url, "COOP_SECRET_KEY": SECRET, "COOP_VAR": folder,
            "COOP_PASSWORD_COST": "low",
        }  # fmt: skip
        house_port, floor_port = free_port(), free_port()
        house = ["-m", "benchmarks.serve", "--port", str(house_port), "--workers", str(workers)]
        floor = {**environment, "FLOOR_PORT": str(floor_port), "FLOOR_WORKERS": str(workers)}
        with (
            serving(house, house_port, environment) as house_pid,
            serving(["-m", "benchmarks.floor"], floor_port, floor) as floor_pid,
        ):
            _measure(
                vote, people,
                Served(house_port, (house_pid, *database)),
                Served(floor_port, (floor_pid, *database)),
            )  # fmt: skip
            print(f"{'server memory at its peak':<44} {peak_mb(house_pid):7.0f} MB", flush=True)


def open_due_votes_quietly(container: Container, vote: Proposal) -> None:
    """This function will open the vote without a letter to each of 100,000 electors."""
    with container.act(
        secretary(), Permission.PROPOSAL_STEER, id=ids.new_id(), about=vote.id
    ) as act:
        operations.move(act.session, proposal_id=vote.id, name="open", by=None, at=act.now)


def _measure(vote: Proposal, people: Sequence[Voter], house: Served, floor: Served) -> None:
    address = f"/proposals/{vote.id}/ballot"
    warm = people[: 10 * CONNECTIONS]
    burst(house, [request("GET", address, cookie=one.cookie) for one in warm])
    paper = {"ballot": "3>1>2"}
    burst(floor, [request("POST", "/insert", form=paper)] * len(warm))
    found: dict[str, list[Figures]] = {}

    def note(what: str, figures: Figures) -> None:
        found.setdefault(what, []).append(figures)

    size = len(people) // ROUNDS
    for n in range(ROUNDS):
        some = people[n * size : (n + 1) * size]
        figures, _ = burst(floor, [request("GET", "/select")] * size)
        note("floor: one Core SELECT", figures)
        figures, pages = burst(house, [request("GET", address, cookie=one.cookie) for one in some])
        note("open the ballot page", figures)
        some = [
            replace(one, cookie=cookie_after(one, page))
            for one, page in zip(some, pages, strict=True)
        ]
        ranks = ["3:1", "1:2", "2:3"]
        checks = []
        for one, page in zip(some, pages, strict=True):
            form = {**hidden(page), "step": "check"}
            body = request("POST", address, cookie=one.cookie, form=form)
            extra = "&" + "&".join(f"rank={rank.replace(':', '%3A')}" for rank in ranks)
            length = int(re.search(rb"Content-Length: (\d+)", body)[1])  # type: ignore[index]
            checks.append(
                body.replace(
                    b"Content-Length: %d" % length, b"Content-Length: %d" % (length + len(extra))
                )
                + extra.encode()
            )
        figures, answers = burst(house, checks)
        note("check the answers", figures)
        casts = [
            request("POST", address, cookie=one.cookie, form={**hidden(answer), "step": "cast"})
            for one, answer in zip(some, answers, strict=True)
        ]
        figures, _ = burst(floor, [request("POST", "/insert", form=paper)] * size)
        note("floor: one Core INSERT", figures)
        figures, receipts = burst(house, casts)
        note("cast the ballot", figures)
        assert all(b"Your ballot is in" in one.body for one in receipts)
        figures, _ = burst(floor, [request("POST", "/insert", form=paper)] * size)
        note("floor: one Core INSERT", figures)
    floors = {
        "cast the ballot": best(found["floor: one Core INSERT"]),
        "check the answers": best(found["floor: one Core INSERT"]),
        "open the ballot page": best(found["floor: one Core INSERT"]),
    }
    for what, several in found.items():
        show(what, best(several), floors.get(what))


def closing(url: str, *, ballots: int) -> None:
    """This function will close a vote of so many ballots in a process of its own, and weigh it."""
    command.upgrade(alembic_config(url), "head")
    with tempfile.TemporaryDirectory() as folder:
        config = settings(url, Path(folder))
        container, clock = staged(config, datetime.now(UTC) - timedelta(days=20))
        vote = open_vote(container, clock, [uuid4() for _ in range(10)])
        assert vote.opens_at is not None
        clock.at = vote.opens_at
        open_due_votes_quietly(container, vote)
        started = time.perf_counter()
        _fill(container, vote, ballots)
        with container.unit_of_work.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("ANALYZE"))
        database = database_processes(container.unit_of_work.engine)
        container.unit_of_work.engine.dispose()
        print(f"{'ballots put in the box':<44} {time.perf_counter() - started:7.0f} s", flush=True)
        for what, deed in _WORK.items():
            worked = processor_s(*database)
            with waiting_reader(url) as waits:
                child = subprocess.run(
                    [sys.executable, "-c", _CHILD.format(deed=deed)],
                    env={
                        **os.environ, "COOP_DATABASE_URL": url, "COOP_SECRET_KEY": SECRET,
                        "COOP_VAR": folder, "COOP_PASSWORD_COST": "low",
                    },
                    cwd=ROOT, capture_output=True, text=True, check=True,
                )  # fmt: skip
            worked = processor_s(*database) - worked
            print(f"{what:<44} {child.stdout.strip()}, the database's {worked:.1f} s;", end=" ")
            print(f"a reader of the roll waited {max(waits):.1f} s at most", flush=True)
        with container.unit_of_work.engine.connect() as connection:
            size = connection.execute(text("SELECT length(archive) FROM vote_result")).scalar()
        print(f"{'archive':<44} {(size or 0) / 1e6:7.0f} MB", flush=True)


_WORK = {
    "closed, counted, archived and declared": "close_due_votes(container)",
    "traces wiped (a job afterwards)": "sweep_box(container, {})",
}
_CHILD = """
import resource, time
from coop.app import build_container
from coop.config import read_config
from coop.usecases.close_due_votes import close_due_votes, sweep_box
container = build_container(read_config())
started, worked = time.perf_counter(), time.process_time()
{deed}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{{time.perf_counter() - started:.0f}} s, the worker's memory {{peak:.0f}} MB, "
      f"its processor {{time.process_time() - worked:.1f}} s", end="")
"""


@contextlib.contextmanager
def waiting_reader(url: str) -> Iterator[list[float]]:
    """This function will read a line of the roll again and again meanwhile: how long each took."""
    waits, done = [0.0], threading.Event()
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def read() -> None:
        with engine.connect() as connection:
            while not done.wait(0.02):
                started = time.perf_counter()
                connection.execute(text("SELECT voted FROM roll LIMIT 1")).all()
                waits.append(time.perf_counter() - started)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield waits
    finally:
        done.set()
        reader.join()
        engine.dispose()


def _fill(container: Container, vote: Proposal, ballots: int) -> None:
    """This function will lay ballots in the box beneath the triggers: casting is measured above.

    Rankings are partial, the first candidates the likelier, so that many say the same.
    """
    with container.unit_of_work.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.execute(
            text(
                "INSERT INTO roll SELECT :vote, gen_random_uuid(), 'A', 'Member ' || n,"
                " gen_random_uuid(), 1, true FROM generate_series(1, :number) AS n"
            ),
            {"vote": vote.id, "number": ballots},
        )
        connection.execute(
            text(
                "INSERT INTO ballot_box (proposal_id, key, ballot, text_hash, share_class, weight)"
                " SELECT :vote, encode(sha256(n::text::bytea), 'hex'), (SELECT string_agg("
                "   c::text, '>' ORDER BY power(random(), 1.0 / (11 - c)) DESC)"
                "   FROM (SELECT c FROM generate_series(1, 10) AS c WHERE n > 0"
                "     ORDER BY power(random(), 1.0 / (11 - c)) DESC LIMIT 1 + n % 5) AS chosen),"
                " :hash, '', 1 FROM generate_series(1, :number) AS n"
            ),
            {"vote": vote.id, "number": ballots, "hash": vote.text_hash},
        )


def database_on(server: str) -> str:
    """This function will make a database on a server and return its address."""
    admin = create_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE bench"))
    admin.dispose()
    return f"{server}/bench"


def main() -> None:
    """This function will print the figures of benchmarks/README.md, section "Casting"."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--electors", type=int, default=100_000)
    asked.add_argument("--voters", type=int, default=3_000)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--database", choices=("sqlite", "postgresql"))
    asked.add_argument("--close", type=int, default=0, help="ballots of a vote to close")
    options = asked.parse_args()
    if options.close:
        print(f"PostgreSQL, the closing of a vote with {options.close:,} ballots")
        with running_postgres() as server:
            closing(database_on(server), ballots=options.close)
        return
    sizes = {"electors": options.electors, "voters": options.voters}
    if options.database in (None, "postgresql"):
        print(f"PostgreSQL, {options.workers} workers, {options.electors:,} electors")
        with running_postgres() as server:
            casting(database_on(server), workers=options.workers, **sizes)
    if options.database in (None, "sqlite"):
        print(f"SQLite, 1 worker, {options.electors:,} electors")
        with tempfile.TemporaryDirectory() as folder:
            casting(f"sqlite:///{folder}/bench.sqlite3", workers=1, **sizes)


if __name__ == "__main__":
    main()
