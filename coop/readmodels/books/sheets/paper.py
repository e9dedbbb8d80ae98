"""A sheet on paper: a working copy, as far from an issued document as a draft is."""

import hashlib

from coop.container import Container
from coop.readmodels.books.sheets.sheet import Sheet, sheet_csv
from coop.readmodels.identity import co_op_name
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import locale, time_zone


def sheet_pdf(*, container: Container, actor: Actor, sheet: Sheet) -> bytes:
    """This function will print a sheet as a tagged PDF, with its figures inside as CSV."""
    actor.require(Permission.BOOKS_READ)
    figures = sheet_csv(sheet)
    html = container.renderer.render(
        "documents/sheet.html",
        {
            "sheet": sheet,
            "co_op": co_op_name(container=container),
            "printed_at": container.clock.now(),
        },
        locale=locale.get(),
        time_zone=time_zone.get(),
    )
    return container.printer.print(
        html=html,
        identifier=f"{sheet.stem}:{hashlib.sha256(figures.encode()).hexdigest()}",
        attachments={f"{sheet.stem}.csv": figures.encode()},
    )
