"""Posts two-line entries with django-hordak for some seconds; run by bench_ledger in .venv-bench.

python benchmarks/peers/hordak_post.py SERVER SECONDS
"""

import json
import sys
import time
from datetime import date
from urllib.parse import urlsplit

import django
import psycopg
from django.conf import settings
from django.core.management import call_command

server, seconds = sys.argv[1], float(sys.argv[2])
where = urlsplit(server)
with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
    admin.execute("DROP DATABASE IF EXISTS peer_hordak")
    admin.execute("CREATE DATABASE peer_hordak")
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "peer_hordak",
            "USER": where.username,
            "HOST": where.hostname,
            "PORT": where.port,
        }
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DEFAULT_CURRENCY="EUR",
    CURRENCIES=["EUR"],
)
django.setup()
call_command("migrate", verbosity=0)

from django.db import transaction  # noqa: E402
from hordak.models import Account, AccountType  # noqa: E402
from moneyed import Money  # noqa: E402

bank = Account.objects.create(name="Bank", type=AccountType.asset, code="1", currencies=["EUR"])
grants = Account.objects.create(
    name="Grants", type=AccountType.income, code="2", currencies=["EUR"]
)


def post() -> None:
    with transaction.atomic():
        grants.transfer_to(bank, Money("12.00", "EUR"), description="A fee", date=date(2026, 3, 2))


for _ in range(5):
    post()
began, count = time.perf_counter(), 0
while time.perf_counter() - began < seconds:
    post()
    count += 1
print(json.dumps({"entries": count, "seconds": time.perf_counter() - began}))
