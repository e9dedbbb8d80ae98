"""Posts two-line entries with django-ledger for some seconds; run by bench_ledger in .venv-bench.

python benchmarks/peers/django_ledger_post.py SERVER SECONDS
"""

import json
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import django
import psycopg
from django.conf import settings
from django.core.management import call_command

server, seconds = sys.argv[1], float(sys.argv[2])
where = urlsplit(server)
with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
    admin.execute("DROP DATABASE IF EXISTS peer_django_ledger")
    admin.execute("CREATE DATABASE peer_django_ledger")
settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "treebeard",
        "django_ledger",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "peer_django_ledger",
            "USER": where.username,
            "HOST": where.hostname,
            "PORT": where.port,
        }
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SECRET_KEY="bench",
)
django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth import get_user_model  # noqa: E402
from django_ledger.io import roles  # noqa: E402
from django_ledger.models import EntityModel  # noqa: E402

admin_user = get_user_model().objects.create_user("bench", password="bench")
entity = EntityModel.create_entity(
    name="Bench", admin=admin_user, use_accrual_method=True, fy_start_month=1
)
chart = entity.create_chart_of_accounts(assign_as_default=True, commit=True, coa_name="Chart")
accounts = [
    entity.create_account(
        coa_model=chart, code=code, role=role, name=name, balance_type=side, active=True
    )
    for code, role, name, side in (
        ("1010", roles.ASSET_CA_CASH, "Bank", "debit"),
        ("4010", roles.INCOME_OPERATIONAL, "Grants", "credit"),
    )
]
ledger = entity.create_ledger(name="Bench", posted=True)


def post() -> None:
    entity.commit_txs(
        je_timestamp=datetime(2026, 3, 2, 10, tzinfo=UTC),
        je_txs=[
            {
                "account": account,
                "amount": Decimal("12.00"),
                "tx_type": side,
                "description": "A fee",
            }
            for account, side in zip(accounts, ("debit", "credit"), strict=True)
        ],
        je_ledger_model=ledger,
        je_posted=True,
    )


for _ in range(5):
    post()
began, count = time.perf_counter(), 0
while time.perf_counter() - began < seconds:
    post()
    count += 1
print(json.dumps({"entries": count, "seconds": time.perf_counter() - began}))
