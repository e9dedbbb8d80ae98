"""Random lives of the books against a simple model, on both databases.

Hypothesis posts, reverses, imports, matches, books, ignores, takes back, closes and opens
again, in any order it likes. After each step the books must say what a few Python dictionaries
say, and every refusal must be the one that the model expects. At the end everything is proved.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from coop import ids
from coop.database import WRITES, make_engine
from footing.errors import Refusal
from ledger import closing, operations, queries
from ledger.entries import Entry, Line
from ledger.errors import (
    AlreadyReversed,
    EarlierPeriodOpen,
    LaterPeriodClosed,
    PeriodClosed,
    PeriodMoved,
    PeriodSoftlyClosed,
    SecondPersonNeeded,
)
from ledger.periods import Month, PeriodState
from ledger.proof import check
from ledger.reconciliation import operations as bank
from ledger.reconciliation import queries as bank_queries
from ledger.reconciliation.errors import BankLineSettled, JournalLineTaken, NoSuchMatch
from ledger.reconciliation.importing import import_file
from ledger.reconciliation.lines import AccountStatement, StatementLine
from tests.makers.books import eur

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
MONTHS = [Month(2026, number) for number in (1, 2, 3)]
ACCOUNTS = ("1010", "4020", "4050", "6010")
AMOUNTS = st.sampled_from([100, 250, 999])
TREASURER, SECOND = ids.id_for("the treasurer"), ids.id_for("a second officer")


@dataclass
class Posted:
    entry: Entry
    reversed: bool = False


@dataclass
class BankLine:
    id: UUID
    on: date
    minor: int
    match: UUID | None = None


@dataclass
class Match:
    line: BankLine
    entry_id: UUID | None
    booked: bool
    shown_on: date


def day_in(month: Month) -> date:
    return date(month.year, month.number, 10)


class Books(RuleBasedStateMachine):
    """The real books beside the model. `new_database` is set by the test that runs it."""

    new_database: Callable[[], AbstractContextManager[str]]

    def __init__(self) -> None:
        super().__init__()
        self._kept = type(self).new_database()
        self.engine = make_engine(self._kept.__enter__()).execution_options(**{WRITES: True})
        self.posted: dict[UUID, Posted] = {}
        self.states = dict.fromkeys(MONTHS, PeriodState.OPEN)
        self.lines: dict[UUID, BankLine] = {}
        self.matches: dict[UUID, Match] = {}
        self.files: list[tuple[StatementLine, ...]] = []

    def teardown(self) -> None:
        with Session(self.engine) as session:
            proof = check(session)
        assert proof.holds, proof.differences
        self.engine.dispose()
        self._kept.__exit__(None, None, None)

    @contextmanager
    def deed(self) -> Iterator[Session]:
        with Session(self.engine) as session, session.begin():
            yield session

    @property
    def closed_until(self) -> date | None:
        return max(
            (m.ends for m, s in self.states.items() if s is PeriodState.CLOSED), default=None
        )

    def takes(self, on: date, kind: str) -> type[Refusal] | None:
        """What the books answer to an entry of this day and kind: a refusal, or nothing."""
        state = self.states.get(Month.of(on), PeriodState.OPEN)
        if state is PeriodState.CLOSED:
            return PeriodClosed
        if state is PeriodState.SOFT and kind == "grant":
            return PeriodSoftlyClosed
        return None

    @initialize()
    def found(self) -> None:
        with self.deed() as session:
            operations.open_chart(session, currency="EUR", at=NOW)
        self.post(MONTHS[0], "4050", 100, "grant")

    @rule(
        month=st.sampled_from(MONTHS),
        account=st.sampled_from(ACCOUNTS),
        minor=AMOUNTS,
        kind=st.sampled_from(["grant", "adjustment"]),
    )
    def post(self, month: Month, account: str, minor: int, kind: str) -> None:
        entry_id = ids.new_id()
        entry = Entry(
            entry_id, f"test:{entry_id}", kind, day_in(month), "By chance",
            (Line("1000", eur(minor)), Line(account, eur(-minor))),
        )  # fmt: skip
        if self.expect(self.takes(entry.on, kind), lambda: self._post([entry])):
            self.posted[entry_id] = Posted(entry)

    def _post(self, entries: list[Entry]) -> tuple[UUID, ...]:
        with self.deed() as session:
            return operations.post(session, entries=entries, at=NOW, posted_by=TREASURER)

    def expect(self, refusal: type[Refusal] | None, deed: Callable[[], object]) -> bool:
        """This function will do a deed that must be refused so, or not at all; true when done."""
        if refusal is None:
            deed()
            return True
        with pytest.raises(refusal):
            deed()
        return False

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def post_again(self, data: st.DataObject) -> None:
        """The same cause is one entry, whatever has happened to its month since."""
        some = data.draw(st.lists(st.sampled_from(list(self.posted.values())), max_size=5))
        entries = [each.entry for each in some]
        assert self._post(entries) == tuple(entry.id for entry in entries)

    @precondition(lambda self: self.posted)
    @rule(data=st.data(), month=st.sampled_from(MONTHS))
    def reverse(self, data: st.DataObject, month: Month) -> None:
        original = data.draw(st.sampled_from(list(self.posted.values())))
        refusal = self.takes(day_in(month), "reversal")
        if original.reversed:
            refusal = refusal or AlreadyReversed
        reversal_id = ids.new_id()

        def deed() -> None:
            with self.deed() as session:
                operations.reverse(
                    session, entry_id=original.entry.id, id=reversal_id,
                    source_key=f"back:{reversal_id}", on=day_in(month), memo="Taken back",
                    at=NOW, posted_by=TREASURER,
                )  # fmt: skip

        if self.expect(refusal, deed):
            self._noted_reversal(original, f"back:{reversal_id}", reversal_id, day_in(month))

    def _noted_reversal(self, original: Posted, key: str, reversal_id: UUID, on: date) -> None:
        original.reversed = True
        mirror = Entry(
            reversal_id, key, "reversal", on, "Taken back",
            tuple(Line(line.account, -line.amount) for line in original.entry.lines),
            reverses_id=original.entry.id,
        )  # fmt: skip
        self.posted[reversal_id] = Posted(mirror)

    @rule(
        rows=st.lists(st.tuples(st.sampled_from(MONTHS), AMOUNTS), min_size=1, max_size=4),
        again=st.booleans(),
    )
    def bring_a_file(self, rows: list[tuple[Month, int]], again: bool) -> None:
        """A file adds its lines once, also when it repeats what an earlier one had."""
        repeated = self.files[-1] if again and self.files else ()
        number = len(self.files)
        fresh = tuple(
            StatementLine(at, day_in(month), eur(minor), "River trust", "", "", f"{number}-{at}")
            for at, (month, minor) in enumerate(rows)
        )
        lines = (*repeated, *fresh)
        statement_id = ids.new_id()
        with self.deed() as session:
            imported = import_file(
                session, id=statement_id, file_name="file.csv", content=repr(lines).encode(),
                format="csv", parts=[("1000", statement_of(lines))], at=NOW, imported_by=TREASURER,
            )  # fmt: skip
            waiting = bank_queries.waiting_lines(session, account="1000")
        assert (imported.line_count, imported.new_count) == (len(lines), len(fresh))
        self.files.append(fresh)
        for line in waiting:
            if line.id not in self.lines:
                self.lines[line.id] = BankLine(line.id, line.on, line.amount_minor)

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def match(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(list(self.lines.values())))
        same = [each.entry for each in self.posted.values() if self._on_bank(each) == line.minor]
        if not same:
            return
        entry = data.draw(st.sampled_from(same))
        taken = {each.entry_id for each in self.matches.values()}
        refusal: type[Refusal] | None = None
        if line.match is not None:
            refusal = BankLineSettled
        elif entry.id in taken:
            refusal = JournalLineTaken
        match_id = ids.new_id()

        def deed() -> None:
            with self.deed() as session:
                bank.match(
                    session, id=match_id, bank_line_id=line.id, entry_id=entry.id, line_number=0,
                    reason="By chance", at=NOW, matched_by=TREASURER,
                )  # fmt: skip

        if self.expect(refusal, deed):
            self._noted_match(match_id, line, entry.id, booked=False, shown_on=entry.on)

    def _on_bank(self, each: Posted) -> int:
        return each.entry.lines[0].amount.minor if each.entry.lines[0].account == "1000" else 0

    def _noted_match(
        self, match_id: UUID, line: BankLine, entry_id: UUID | None, *, booked: bool, shown_on: date
    ) -> None:
        line.match = match_id
        self.matches[match_id] = Match(line, entry_id, booked, shown_on)

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def book(self, data: st.DataObject) -> None:
        """A line is booked on its own day, or on the first that is not closed."""
        line = data.draw(st.sampled_from(list(self.lines.values())))
        match_id = ids.new_id()

        def deed() -> tuple[UUID, date]:
            with self.deed() as session:
                return bank.book(
                    session, id=match_id, bank_line_id=line.id, account="4050", memo="Grant",
                    at=NOW, posted_by=TREASURER,
                )  # fmt: skip

        if line.match is not None:
            with pytest.raises(BankLineSettled):
                deed()
            return
        entry_id, on = deed()
        until = self.closed_until
        expected = line.on if until is None or line.on > until else Month.of(until).following.starts
        assert on == expected
        lines = (Line("1000", eur(line.minor)), Line("4050", eur(-line.minor)))
        entry = Entry(entry_id, f"bank:{line.id}:{match_id}", "bank", on, "Grant", lines)
        self.posted[entry_id] = Posted(entry)
        self._noted_match(match_id, line, entry_id, booked=True, shown_on=on)

    @precondition(lambda self: self.matches)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        match_id = data.draw(st.sampled_from(list(self.matches)))
        match = self.matches[match_id]
        original = self.posted.get(match.entry_id) if match.entry_id and match.booked else None
        refusal: type[Refusal] | None = None
        until = self.closed_until
        if until is not None and match.shown_on <= until:
            refusal = PeriodClosed
        elif original is not None and original.reversed:
            refusal = AlreadyReversed
        reversal_id = ids.new_id()

        def deed() -> None:
            with self.deed() as session:
                bank.undo(
                    session, match_id=match_id, reversal_id=reversal_id, memo="Taken back",
                    at=NOW, undone_by=TREASURER,
                )  # fmt: skip

        if self.expect(refusal, deed):
            del self.matches[match_id]
            match.line.match = None
            if original is not None:
                key = f"bank-undo:{match_id}"
                self._noted_reversal(original, key, reversal_id, original.entry.on)
            with pytest.raises(NoSuchMatch):
                deed()

    @rule(month=st.sampled_from(MONTHS))
    def close(self, month: Month) -> None:
        refusal: type[Refusal] | None = None
        if self.states[month] is PeriodState.CLOSED:
            refusal = Refusal
        elif any(
            state is not PeriodState.CLOSED for each, state in self.states.items() if each < month
        ):
            refusal = EarlierPeriodOpen

        def deed() -> None:
            with self.deed() as session:
                closing.close_period(session, month=month, at=NOW, closed_by=TREASURER)

        if self.expect(refusal, deed):
            self.states[month] = PeriodState.CLOSED

    @rule(month=st.sampled_from(MONTHS), second=st.sampled_from([TREASURER, SECOND]))
    def open_again(self, month: Month, second: UUID) -> None:
        until = self.closed_until
        refusal: type[Refusal] | None = None
        if second == TREASURER:
            refusal = SecondPersonNeeded
        elif until is not None and month.ends < until:
            refusal = LaterPeriodClosed
        elif self.states[month] is not PeriodState.CLOSED:
            refusal = PeriodMoved

        def deed() -> None:
            with self.deed() as session:
                closing.reopen(
                    session, month=month, reason="A late invoice", asked_by=TREASURER,
                    confirmed_by=second, reversal_id=ids.new_id(), memo="Opened again", at=NOW,
                )  # fmt: skip

        if self.expect(refusal, deed):
            self.states[month] = PeriodState.SOFT

    @invariant()
    def balances_are_what_was_posted(self) -> None:
        with Session(self.engine) as session:
            for until in (None, MONTHS[0].ends, MONTHS[1].ends):
                found = queries.balances(session, until=until)
                known = Counter[str]()
                for each in self.posted.values():
                    if until is None or each.entry.on <= until:
                        for line in each.entry.lines:
                            known[line.account] += line.amount.minor
                assert {b.account: b.minor for b in found if b.minor} == {
                    account: minor for account, minor in known.items() if minor
                }
            assert queries.closed_until(session) == self.closed_until
            waiting = {line.id for line in bank_queries.waiting_lines(session, account="1000")}
        assert waiting == {line.id for line in self.lines.values() if line.match is None}


def statement_of(lines: tuple[StatementLine, ...]) -> AccountStatement:
    """This function will wrap lines as a file that says nothing of its account or balances."""
    return AccountStatement(line_number=1, account_id="", name="", currency="EUR", lines=lines)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_books_of_random_lives_say_what_the_model_says(
    kind: str, new_database: Callable[[str], AbstractContextManager[str]]
) -> None:
    class OnThisDatabase(Books):
        new_database = staticmethod(lambda: new_database(kind))  # type: ignore[assignment]

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
