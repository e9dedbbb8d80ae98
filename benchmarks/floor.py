"""The floor of a cast ballot: a bare Flask app whose one route does one Core statement.

Served by the same server with the same settings as the house (`coop.cli.server`).
"""

import os
from uuid import uuid4

from flask import Flask, request
from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert, select

from coop.database import WRITES, make_engine

metadata = MetaData()
floor = Table("bench_floor", metadata, Column("id", Uuid, primary_key=True), Column("ballot", Text))


def create_app() -> Flask:
    """This function will return the bare app over the database of `COOP_DATABASE_URL`."""
    app = Flask("floor")
    engine = make_engine(os.environ["COOP_DATABASE_URL"])
    writing = engine.execution_options(**{WRITES: True})

    @app.post("/insert")
    def one_insert() -> str:
        with writing.begin() as connection:
            connection.execute(insert(floor).values(id=uuid4(), ballot=request.form["ballot"]))
        return "ok"

    @app.get("/select")
    def one_select() -> str:
        with engine.connect() as connection:
            return str(connection.execute(select(floor.c.ballot).limit(1)).scalar())

    return app


def main() -> None:
    """This function will serve the bare app as `coop serve` serves the house."""
    from coop.cli import server

    server(
        "benchmarks.floor:create_app",
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        workers=int(os.environ["FLOOR_WORKERS"]),
    ).serve()


if __name__ == "__main__":
    main()
