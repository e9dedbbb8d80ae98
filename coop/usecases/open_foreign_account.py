"""Open an account in another currency."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger.accounts import Account, AccountKind
from ledger.currencies import operations


def open_foreign_account(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    code: str,
    name: str,
    kind: str,
    parent: str | None,
    currency: str,
) -> str:
    """This function will open an account and its exchange account, and return its code.

    Under a parent that belongs to somebody, such as receivables, its lines name whose they
    are. Raises `NotForeign`, `AccountExists`, `UnknownAccount`.
    """
    base = container.config.currency
    with container.act(actor, Permission.CURRENCY_KEEP, id=act_id) as act:
        if not act.repeated:
            operations.open_foreign_account(
                act.session,
                account=Account(code, name, AccountKind(kind), parent),
                currency=currency,
                base=base,
                beside=_("%(name)s, worth in %(base)s") % {"name": name, "base": base},
                at=act.now,
            )
            act.tell("ledger.account_opened", code=code, currency=currency)
    return code
