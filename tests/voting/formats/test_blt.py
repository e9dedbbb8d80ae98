"""Election files: what is read, and every fault that is told."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import BrokenFile
from voting.formats import blt
from voting.formats.blt import Election

GOOD = """\
# a parish council
4 2            # four stand for two seats
-3
3 1 2 0
2 2 4 1 0      # two papers alike
1 1 2 0
5 0
0
"Alder, #1 tree"
Birch
"Cedar"
"Dogwood"
"A vote"
"""


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BrokenFile) as caught:
        blt.read(text)
    return [(fault.line, fault.what) for fault in caught.value.faults]


def test_a_file_with_comments_quotes_and_a_withdrawal_is_read() -> None:
    election = blt.read(GOOD)
    assert election == Election(
        title="A vote",
        seats=2,
        candidates=("Alder, #1 tree", "Birch", "Cedar", "Dogwood"),
        withdrawn=frozenset({3}),
        ballots=(((1, 2), 4), ((2, 4, 1), 2)),
    )


def test_windows_line_ends_and_a_byte_order_mark_are_no_matter() -> None:
    assert blt.read("\ufeff" + GOOD.replace("\n", "\r\n")) == blt.read(GOOD)


def test_a_name_may_hold_what_no_editor_takes_for_the_end_of_a_line() -> None:
    odd = blt.read('1 1\n1 1 0\n0\n"Al\u2028der"\nA\x0bvote\n')
    assert (odd.candidates, odd.title) == (("Al\u2028der",), "A\x0bvote")
    assert blt.read(blt.write(odd)) == odd
    assert faults_of("2 1\n1 1 0\n0\nA\u2028B\nC\nD\nE\n") == [
        (7, "nothing may follow the title, but “E” does")
    ]
    named = replace(odd, candidates=("Al\r\nder",))
    assert blt.read(blt.write(named)).candidates == ("Al der",)


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.builds(
            Election,
            title=st.text("abc #é", max_size=8).map(str.strip),
            seats=st.integers(1, 4),
            candidates=st.lists(
                st.text("xyzé #'", min_size=1, max_size=8).map(str.strip).filter(bool),
                min_size=n,
                max_size=n,
            ).map(tuple),
            withdrawn=st.frozensets(st.integers(1, n), max_size=n),
            ballots=st.dictionaries(
                st.permutations(range(1, n + 1)).map(tuple), st.integers(1, 99), max_size=5
            ).map(lambda found: tuple(found.items())),
        )
    )
)
def test_what_is_written_is_read_back(election: Election) -> None:
    assert blt.read(blt.write(election)) == election


def test_every_fault_is_told_with_its_line() -> None:
    broken = """\
3 2
4 1 2 0
2 1 1 0
1 7 0
x 1 0
1 2 3
0 2 0
1 2 0 3
0
"Alder"
"Birch
"""
    assert faults_of(broken) == [
        (3, "candidate 1 is ranked twice"),
        (4, "candidate 7 does not stand (there are 3)"),
        (5, "“x” is not a whole number"),
        (6, "a ballot must end with 0"),
        (7, "a ballot must be cast at least once, not 0 times"),
        (8, "a ballot must have nothing after its 0"),
        (11, 'the quotation mark of “"Birch” is never closed'),
        (11, "there are 3 candidates but names for only 2"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("# nothing\n\n", 1, "empty"),
        ("three two\n0\n", 1, "two whole numbers"),
        ("0 1\n0\n", 1, "at least one candidate"),
        ("1 0\n1 1 0\n0\nAlder\n", 1, "at least one seat"),
        ("2 1\n1 1 0\n", 2, "there is none"),
        ('2 1\n1 1 0\n"Alder"\n"Birch"\n', 3, "end with a line of 0"),
        ("2 1\n-5\n1 1 0\n0\nAlder\nBirch\n", 2, "withdrawn candidate 5 does not stand"),
        ("2 1\n1 1 0\n0\n", 3, "names of the candidates are missing"),
        ('2 1\n1 1 0\n0\n""\nBirch\n', 4, "name is empty"),
        ("1 1\n1 1 0\n0\nAlder\nTitle\nmore\n", 6, "nothing may follow the title"),
        ("2 1\n1 1 0 0\n0\nAlder\nBirch\n", 2, "nothing after its 0"),
        ("2 1\n1 -1 0\n0\nAlder\nBirch\n", 2, "candidate -1 does not stand"),
        ("2 1\n²3 1 0\n0\nAlder\nBirch\n", 2, "not a whole number"),
    ],
)
def test_each_kind_of_fault_is_found(text: str, line: int, said: str) -> None:
    assert any(where == line and said in what for where, what in faults_of(text))


def test_a_file_of_nonsense_is_given_up_after_a_thousand_faults() -> None:
    assert len(faults_of("3 1\n" + "x\n" * 5000)) == 1001


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(BrokenFile):
        blt.read(text)
