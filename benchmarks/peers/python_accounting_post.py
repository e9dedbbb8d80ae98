"""Posts two-line entries with python-accounting for some seconds; run in .venv-bench.

python benchmarks/peers/python_accounting_post.py SERVER SECONDS
"""

import json
import sys
import time
from datetime import datetime
from decimal import Decimal

import psycopg
from python_accounting.database.session import get_session
from python_accounting.models import Account, Base, Currency, Entity, LineItem
from python_accounting.transactions import JournalEntry
from sqlalchemy import create_engine

server, seconds = sys.argv[1], float(sys.argv[2])
with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
    admin.execute("DROP DATABASE IF EXISTS peer_python_accounting")
    admin.execute("CREATE DATABASE peer_python_accounting")
address = server.replace("postgresql://", "postgresql+psycopg://")
engine = create_engine(f"{address}/peer_python_accounting").execution_options(
    include_deleted=False, ignore_isolation=False
)
Base.metadata.create_all(engine)
session = get_session(engine)
entity = Entity(name="Bench")
session.add(entity)
session.commit()
entity = session.get(Entity, entity.id)
currency = Currency(name="Euro", code="EUR", entity_id=entity.id)
session.add(currency)
session.commit()
entity.currency_id = currency.id
session.commit()
bank, grants = [
    Account(name=name, account_type=kind, currency_id=currency.id, entity_id=entity.id)
    for name, kind in (
        ("Bank", Account.AccountType.BANK),
        ("Grants", Account.AccountType.OPERATING_REVENUE),
    )
]
session.add_all([bank, grants])
session.commit()


def post() -> None:
    entry = JournalEntry(
        narration="A fee",
        transaction_date=datetime.now(),  # noqa: DTZ005 - it keeps times without a zone
        account_id=bank.id,
        entity_id=entity.id,
        credited=False,
    )
    session.add(entry)
    session.flush()
    line = LineItem(
        narration="A fee", account_id=grants.id, amount=Decimal(12), entity_id=entity.id,
        credited=True,
    )  # fmt: skip
    session.add(line)
    session.flush()
    entry.line_items.add(line)
    session.add(entry)
    entry.post(session)


for _ in range(5):
    post()
began, count = time.perf_counter(), 0
while time.perf_counter() - began < seconds:
    post()
    count += 1
print(json.dumps({"entries": count, "seconds": time.perf_counter() - began}))
