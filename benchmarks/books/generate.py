"""Made-up books of any size: five years of two-line entries, with every trigger on.

On PostgreSQL the server makes the rows itself, a slice at a time, lines first and headers last,
with the very hashes that `post` would have kept: the check reads them as posted. On SQLite they
go through `post`. The months but the last are closed: their balances are kept.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger import operations
from ledger.entries import Entry, Line
from ledger.money import Money

FIRST, DAYS = date(2021, 1, 1), 1826
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
DEBITS = ("1000", "1000", "1010", "6000")
CREDITS = ("4000", "4010", "4020", "4030", "4050", "2010", "2020")
_SLICE = 50_000

_LINES = """
INSERT INTO ledger_line (entry_id, number, line_count, dated, account, currency, amount_minor)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(e), 12, '0'))::uuid, n, 2,
  date '2021-01-01' + (e::bigint * 1826 / :entries)::int,
  CASE n WHEN 0 THEN (ARRAY['1000', '1000', '1010', '6000'])[1 + e % 4]
    ELSE (ARRAY['4000', '4010', '4020', '4030', '4050', '2010', '2020'])[1 + e % 7] END,
  'EUR', CASE n WHEN 0 THEN 1 ELSE -1 END * (100 + e * 7919::bigint % 90000)
FROM generate_series(cast(:low AS bigint), cast(:high AS bigint)) e, generate_series(0, 1) n
"""
_HEADERS = """
INSERT INTO ledger_entry
  (id, line_count, dated, kind, memo, source_key, payload_hash, posted_at)
SELECT a.entry_id, 2, a.dated, 'fee', 'A fee', 'made:' || a.entry_id,
  sha256(convert_to(format('["%s","fee","A fee",null,[["%s","EUR",%s,null,null,null,null],'
    '["%s","EUR",%s,null,null,null,null]]]',
    a.dated, a.account, a.amount_minor, b.account, b.amount_minor), 'UTF8')),
  timestamptz '2026-03-02 10:00:00+00'
FROM ledger_line a JOIN ledger_line b ON b.entry_id = a.entry_id AND b.number = 1
WHERE a.number = 0
  AND a.entry_id BETWEEN cast(:lowest AS uuid) AND cast(:highest AS uuid)
"""
_KEPT = """
INSERT INTO ledger_checkpoint (ends, account, currency, debit_minor, credit_minor)
SELECT p.ends, a.account, 'EUR', sum(m.debit), sum(m.credit)
FROM ledger_period p
JOIN (SELECT DISTINCT account FROM ledger_line) a ON true
JOIN (SELECT account, {month} AS month,
    sum(CASE WHEN amount_minor > 0 THEN amount_minor ELSE 0 END) AS debit,
    sum(CASE WHEN amount_minor < 0 THEN -amount_minor ELSE 0 END) AS credit
  FROM ledger_line GROUP BY account, {month}) m ON m.account = a.account AND m.month <= {of_period}
GROUP BY p.ends, a.account
"""


def entries(count: int) -> Iterator[Entry]:
    """This function will yield the made-up entries, in the order of their days."""
    for number in range(count):
        yield entry(number, count)


def entry(number: int, count: int) -> Entry:
    """This function will return one of them; the server makes the same."""
    entry_id = _id(number)
    money = Money(100 + number * 7919 % 90000, "EUR")
    return Entry(
        entry_id, f"made:{entry_id}", "fee", FIRST + timedelta(days=number * DAYS // count),
        "A fee", (Line(DEBITS[number % 4], money), Line(CREDITS[number % 7], -money)),
    )  # fmt: skip


def _id(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


def fill(engine: Engine, *, lines: int) -> None:
    """This function will post that many lines, close the months but the last, and tidy up."""
    count = lines // 2
    if engine.dialect.name == "postgresql":
        for low in range(0, count, _SLICE):
            high = min(low + _SLICE, count) - 1
            with engine.begin() as connection:
                connection.execute(text(_LINES), {"low": low, "high": high, "entries": count})
                bounds = {"lowest": str(_id(low)), "highest": str(_id(high))}
                connection.execute(text(_HEADERS), bounds)
    else:
        for low in range(0, count, _SLICE):
            with Session(engine) as session, session.begin():
                operations.post(
                    session,
                    entries=[entry(n, count) for n in range(low, min(low + _SLICE, count))],
                    at=AT,
                    posted_by=None,
                )
    _close(engine)
    tidy = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(tidy)


def _close(engine: Engine) -> None:
    """Balances kept month by month; sealing the chain is measured elsewhere."""
    months = [(year, number) for year in range(2021, 2026) for number in range(1, 13)][:-1]
    closed = []
    for year, number in months:
        following = date(year + number // 12, number % 12 + 1, 1)
        closed.append({"s": date(year, number, 1), "e": following - timedelta(days=1), "at": AT})
    postgresql = engine.dialect.name == "postgresql"
    if not postgresql:
        closed = [
            {"s": str(each["s"]), "e": str(each["e"]), "at": "2026-03-02 10:00:00.000000"}
            for each in closed
        ]
    month = "date_trunc('month', dated)" if postgresql else "substr(dated, 1, 7)"
    of_period = "date_trunc('month', p.ends)" if postgresql else "substr(p.ends, 1, 7)"
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ledger_period_move (starts, number, ends, name, reason, waived, at) "
                "VALUES (:s, 1, :e, 'close', '', '[]', :at)"
            ),
            closed,
        )
        connection.execute(
            text("INSERT INTO ledger_period (starts, ends, closed_at) VALUES (:s, :e, :at)"),
            closed,
        )
        connection.execute(text(_KEPT.format(month=month, of_period=of_period)))
