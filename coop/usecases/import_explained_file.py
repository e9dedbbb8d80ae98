"""Say what a table's columns are, remember it for the account, and import the file."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.import_bank_statement import bring
from ledger.reconciliation import imports, layouts
from ledger.reconciliation.errors import LayoutIncomplete
from ledger.reconciliation.formats import csv
from ledger.reconciliation.formats.csv_layout import CsvLayout
from ledger.reconciliation.imports import Imported
from ledger.reconciliation.lines import BankFile


def import_explained_file(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    upload_id: UUID,
    heading: tuple[str, ...],
    layout: CsvLayout,
) -> Imported:
    """This function will import a kept file by a layout, and remember the layout.

    Raises `NoSuchUpload`, `LayoutIncomplete`, and `MalformedStatement` where the file
    cannot be read so: then nothing is imported and nothing remembered.
    """
    if not layout.is_complete:
        raise LayoutIncomplete
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id, about=upload_id) as act:
        if act.repeated:
            return imports.imported(act.session, statement_id=act_id)
        upload = layouts.upload(act.session, upload_id=upload_id)
        (currency, *_) = imports.currencies(act.session, account=upload.account)
        statements = csv.read(content=upload.content, currency=currency, layout=layout)
        outcome = bring(
            act, file_name=upload.file_name, content=upload.content,
            file=BankFile("csv", statements), account=upload.account,
        )  # fmt: skip
        layouts.remember(
            act.session, id=act_id, account=upload.account, heading=heading, layout=layout,
            at=act.now, noted_by=act.actor.person_id,
        )  # fmt: skip
        layouts.drop_upload(act.session, upload_id=upload_id)
        return outcome


def change_layout(
    *, container: Container, actor: Actor, act_id: UUID, layout_id: UUID, layout: CsvLayout
) -> None:
    """This function will change how an account's CSV is read from now on.

    Raises `NoSuchLayout`, `LayoutIncomplete`.
    """
    if not layout.is_complete:
        raise LayoutIncomplete
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id, about=layout_id) as act:
        if act.repeated:
            return
        kept = layouts.layout(act.session, layout_id=layout_id)
        layouts.remember(
            act.session, id=layout_id, account=kept.account, heading=kept.heading, layout=layout,
            at=act.now, noted_by=act.actor.person_id,
        )  # fmt: skip
        act.tell("bank.layout_changed")


def forget_layout(*, container: Container, actor: Actor, act_id: UUID, layout_id: UUID) -> None:
    """This function will forget a layout, so that the next such file asks again."""
    with container.act(actor, Permission.STATEMENT_IMPORT, id=act_id, about=layout_id) as act:
        if not act.repeated:
            layouts.forget(act.session, layout_id=layout_id)
            act.tell("bank.layout_forgotten")
