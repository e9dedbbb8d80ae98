"""Scenes of the treasurer's room: the bank's file, the inbox, the months that close."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from coop.demo.stage import Stage
from coop.readmodels import demo as seen
from coop.readmodels.demo_payouts import processor_rows
from coop.usecases.accept_match import accept_match
from coop.usecases.accept_sure_matches import accept_chosen_matches
from coop.usecases.book_bank_line import book_bank_line
from coop.usecases.close_period import close_period, soften_period
from coop.usecases.close_year import close_year
from coop.usecases.exchange_money import exchange_money
from coop.usecases.fetch_payouts import keep_balance, keep_payout
from coop.usecases.import_bank_statement import import_bank_statement
from coop.usecases.keep_rates import enter_rate
from coop.usecases.keep_receipt import attach_receipt
from coop.usecases.open_foreign_account import open_foreign_account
from coop.usecases.open_schedule import open_deferred_schedule, open_recurring_schedule
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.record_processor_payout import record_processor_payout
from coop.usecases.revalue_currencies import revalue_currencies
from ledger.accounts import BANK, STRIPE_BALANCE
from ledger.entries import credit, debit
from ledger.money import Money, decimal_text
from ledger.periods import Month
from services.payments.gateway import BalanceTransaction, Payout

OVERHEADS = (
    (3, "FIELD STATION RENT", -38_000, "6000", "Rent of the field station"),
    (12, "HOSTING AND TELEPHONE", -6_450, "6000", "Hosting and telephone"),
    (28, "BANK CHARGES", -900, "6000", "Bank charges"),
)
"""Day, the bank's words, minor units, account and memo of what comes every month."""
GRANT = (15, "RIVERLANDS FOUNDATION GRANT", 150_000, "4050", "Grant, Riverlands Foundation")
"""Once a quarter."""
INSURANCE_MINOR = 100_000
POLICY = b"Liability insurance of the co-operative, twelve months. Premium: 1,000.00, paid ahead.\n"
SOFTWARE_MINOR = 2_900


REASONS = {
    "statement": "The bank's file ends a day early; the next one shows the same balance.",
    "unseen": "Sent on the last day; the bank shows it in the next month.",
    "stripe": "A refund went out before the month's charges settled.",
    "suspense": "The processor names a kind of row that waits for its explanation.",
    "checked": "Checked by night, after the close.",
}
"""Why a month of the story closes though something is not in order."""


_DESK_FEE_MINOR = 1_250


@dataclass(slots=True)
class BankLine:
    """One line of the bank's file: money in is positive, minor units."""

    on: date
    text: str
    amount_minor: int
    reference: str = ""
    name: str = ""


@dataclass(slots=True)
class Books:
    """The treasurer at work."""

    stage: Stage
    treasurer: UUID
    balance_minor: int = 0
    seen_entries: set[UUID] = field(default_factory=set)

    def pay_out_processor(self, month: Month, *, booked: bool = True) -> BankLine | None:
        """This function will move what the processor holds for us to the bank.

        What sellers are still owed stays with the processor. When `booked` is
        false only the bank knows of it yet.
        """
        container = self.stage.container
        currency = container.config.currency
        held = seen.balance(container=container, account=STRIPE_BALANCE)
        owed = -seen.balance(container=container, account="2020")
        rows = _fitting(
            processor_rows(container=container), most_minor=held - max(owed, 0) - 30_000
        )
        if not rows:
            return None
        reference = f"po_{month.year}{month.number:02d}demo"
        on = month.ends - timedelta(days=2)
        if not booked:
            rows.append(_desk_fee(reference, currency, container.clock.now()))
        amount = sum(row.net_minor for row in rows)
        rows.append(_payout_row(reference, amount, currency, container.clock.now()))
        if booked:
            record_processor_payout(
                container=container,
                actor=self.stage.actor(self.treasurer),
                act_id=self.stage.new_id(),
                reference=reference,
                amount=Money(amount, currency),
                on=on,
            )
        keep_payout(
            container,
            Payout(
                reference=reference,
                amount_minor=amount,
                currency=currency,
                arrives_on=on,
                created_at=container.clock.now(),
                is_automatic=True,
                is_ready=True,
                state="paid",
            ),
            rows,
        )
        extra = 0 if booked else _DESK_FEE_MINOR
        keep_balance(container, held - extra - amount)
        return BankLine(on, f"STRIPE PAYOUT {reference}", amount, reference)

    def import_month(
        self,
        month: Month,
        *,
        payout: BankLine | None,
        more: Callable[[], Sequence[BankLine]] = tuple,
    ) -> None:
        """This function will write the bank's file of a month, with more lines, and import it."""
        lines = [
            BankLine(month.starts.replace(day=day), text, amount)
            for day, text, amount, _, _ in self._regular(month)
        ]
        if payout is not None:
            lines.append(payout)
        for entry in seen.bank_entries(container=self.stage.container, until=month.ends):
            if entry.entry_id in self.seen_entries or (
                payout is not None and payout.reference in entry.source_key
            ):
                continue
            self.seen_entries.add(entry.entry_id)
            lines.append(
                BankLine(
                    max(entry.on, month.starts),
                    f"TRANSFER {entry.entry_id.hex[:8].upper()}",
                    entry.amount_minor,
                )
            )
        lines += more()
        lines.sort(key=lambda line: line.on)
        import_bank_statement(
            container=self.stage.container,
            actor=self.stage.actor(self.treasurer),
            act_id=self.stage.new_id(),
            file_name=f"bank-{month.year}-{month.number:02d}.csv",
            content=self._as_csv(lines),
            account=BANK,
        )

    def _as_csv(self, lines: list[BankLine]) -> bytes:
        """With the balance after each line, as banks print it."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["Date", "Description", "Amount", "Reference", "Name", "Balance"])
        currency = self.stage.container.config.currency
        for line in lines:
            self.balance_minor += line.amount_minor
            amount, balance = (
                decimal_text(minor=minor, currency=currency)
                for minor in (line.amount_minor, self.balance_minor)
            )
            writer.writerow(
                [line.on.isoformat(), line.text, amount, line.reference, line.name, balance]
            )
        return text.getvalue().encode()

    def clear_inbox(self) -> None:
        """This function will accept what is sure and likely, and book the rest by its words."""
        container, treasurer = self.stage.container, self.stage.actor(self.treasurer)
        accept_chosen_matches(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            bank_line_ids=[line.bank_line_id for line in seen.waiting(container=container)],
        )
        for line in seen.waiting(container=container):
            known = next((one for one in (*OVERHEADS, GRANT) if one[1] == line.text), None)
            if known is not None:
                book_bank_line(
                    container=container,
                    actor=treasurer,
                    act_id=self.stage.new_id(),
                    bank_line_id=line.bank_line_id,
                    account=known[3],
                    memo=known[4],
                )
        # One at a time: each acceptance changes what the next line could be.
        while (likely := next(iter(seen.matchable(container=container)), None)) is not None:
            accept_match(
                container=container,
                actor=treasurer,
                act_id=self.stage.new_id(),
                bank_line_id=likely.bank_line_id,
                entry_id=likely.entry_id,
                line_number=likely.line_number,
            )

    def set_up_schedules(self, month: Month) -> None:
        """This function will pay a year's insurance ahead and spread it, and subscribe monthly."""
        container, treasurer = self.stage.container, self.stage.actor(self.treasurer)
        year = Money(INSURANCE_MINOR, container.config.currency)
        paid = post_manual_entry(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            on=self.stage.clock.at.date(),
            memo="Liability insurance, a year ahead",
            lines=(debit("1130", year), credit(BANK, year)),
        )
        attach_receipt(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            subject_kind="entry",
            subject_id=paid,
            content=POLICY,
            file_name="policy.txt",
            note="The insurer's letter",
        )
        last = month
        for _month in range(11):
            last = last.following
        open_deferred_schedule(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            title="Liability insurance",
            memo="Liability insurance used up",
            first=month,
            last=last,
            day=31,
            amount=year,
            held_on="1130",
            to="6030",
        )
        fee = Money(SOFTWARE_MINOR, container.config.currency)
        open_recurring_schedule(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            title="Mapping software",
            memo="Mapping software, monthly",
            first=month.following,
            last=None,
            day=8,
            lines=(debit("6020", fee), credit(BANK, fee)),
        )

    def invoice_in_dollars(self, month: Month, customer: UUID) -> None:
        """This function will open two dollar accounts and invoice a customer abroad."""
        container, treasurer = self.stage.container, self.stage.actor(self.treasurer)
        for code, name, parent in (
            ("1005", "Bank, dollars", None),
            ("1105", "Receivables, dollars", "1100"),
        ):
            open_foreign_account(
                container=container, actor=treasurer, act_id=self.stage.new_id(), code=code,
                name=name, kind="asset", parent=parent, currency="USD",
            )  # fmt: skip
        self.keep_rate(month)
        exchange_money(
            container=container, actor=treasurer, act_id=self.stage.new_id(),
            on=self.stage.clock.at.date(), memo="Grant of the Atlantic Rivers Fund, in dollars",
            out_of="4050", out_minor=None, into="1105", in_minor=90_000, party_id=customer,
        )  # fmt: skip

    def receive_dollars(self, customer: UUID) -> None:
        """This function will book the dollars that came, at that day's rate."""
        exchange_money(
            container=self.stage.container, actor=self.stage.actor(self.treasurer),
            act_id=self.stage.new_id(), on=self.stage.clock.at.date(),
            memo="Atlantic Rivers Fund pays", out_of="1105", out_minor=90_000, into="1005",
            in_minor=None, party_id=customer,
        )  # fmt: skip

    def keep_rate(self, month: Month) -> None:
        """This function will enter the dollar's rate at a month's first and last day."""
        for on, cents in ((month.starts, 4), (month.ends, 5)):
            enter_rate(
                container=self.stage.container, actor=self.stage.actor(self.treasurer),
                act_id=self.stage.new_id(), base="EUR", quote="USD", on=on,
                rate=f"1.{cents + month.number % 4:02d}", source="ECB",
            )  # fmt: skip

    def close(self, month: Month) -> None:
        """This function will close a month; December closes its year."""
        container, treasurer = self.stage.container, self.stage.actor(self.treasurer)
        revalue_currencies(
            container=container, actor=treasurer, act_id=self.stage.new_id(), month=month
        )
        if month not in seen.softly_closed(container=container):
            soften_period(
                container=container, actor=treasurer, act_id=self.stage.new_id(), month=month
            )
        if month.number == 12:
            close_year(
                container=container, actor=treasurer, act_id=self.stage.new_id(), year=month.year,
                reasons=REASONS,
            )  # fmt: skip
        else:
            close_period(
                container=container, actor=treasurer, act_id=self.stage.new_id(), month=month,
                reasons=REASONS,
            )  # fmt: skip

    def _regular(self, month: Month) -> list[tuple[int, str, int, str, str]]:
        return [*OVERHEADS, GRANT] if month.number % 3 == 0 else [*OVERHEADS]


def _fitting(rows: tuple[BalanceTransaction, ...], *, most_minor: int) -> list[BalanceTransaction]:
    """The oldest movements that together stay within a sum: the rest is paid out next time."""
    chosen: list[BalanceTransaction] = []
    total_minor = 0
    for row in rows:
        if total_minor + row.net_minor <= most_minor:
            chosen.append(row)
            total_minor += row.net_minor
    return chosen if total_minor > 0 else []


def _desk_fee(reference: str, currency: str, at: datetime) -> BalanceTransaction:
    """A fee that the processor charges apart and nobody has booked: the page shows it."""
    return BalanceTransaction(
        id=f"txn_{reference}_fee", kind="stripe_fee", category="fee", source="",
        payment_reference="", amount_minor=-_DESK_FEE_MINOR, fee_minor=0,
        net_minor=-_DESK_FEE_MINOR, currency=currency, created_at=at,
        description="Fraud checks of the month",
    )  # fmt: skip


def _payout_row(
    reference: str, amount_minor: int, currency: str, at: datetime
) -> BalanceTransaction:
    return BalanceTransaction(
        id=f"txn_{reference}", kind="payout", category="payout", source=reference,
        payment_reference="", amount_minor=-amount_minor, fee_minor=0, net_minor=-amount_minor,
        currency=currency, created_at=at, description="",
    )  # fmt: skip
