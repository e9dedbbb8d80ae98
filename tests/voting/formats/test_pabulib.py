"""Budget files: what is read, and every fault that is told."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting.counting.funding import Project
from voting.errors import BrokenFile, CannotCount
from voting.formats import pabulib
from voting.formats.pabulib import BudgetElection, VoteType

GOOD = """\
META
key;value
description;Green square
country;Nowhere
num_projects;3
num_votes;4
budget;1500.50
vote_type;approval
rule;equalshares/add1
currency;EUR
PROJECTS
project_id;cost;votes;name;selected
tree;1000;3;"Trees; and ""shade""\";1
b2;250,25;2;Benches;0
c;80.5;0;;0
VOTES
voter_id;vote;age
anna;tree,b2;33
ben;b2,tree;
cleo;tree;41
dora;;
"""


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BrokenFile) as caught:
        pabulib.read(text)
    return [(fault.line, fault.what) for fault in caught.value.faults]


def test_a_file_with_quotes_decimals_and_an_empty_vote_is_read() -> None:
    election = pabulib.read(GOOD)
    assert election == BudgetElection(
        title="Green square",
        budget_minor=150050,
        scale=100,
        projects=(
            Project(1, 'Trees; and "shade"', 100000),
            Project(2, "Benches", 25025),
            Project(3, "c", 8050),
        ),
        project_ids=("tree", "b2", "c"),
        vote_type=VoteType.APPROVAL,
        ballots=(((1, 2), 2), ((1,), 1), ((), 1)),
        selected=frozenset({1}),
        meta=(("country", "Nowhere"), ("rule", "equalshares/add1"), ("currency", "EUR")),
    )
    assert (election.votes, election.currency) == (4, "EUR")
    assert election.approvals() == election.ballots


def test_windows_line_ends_a_byte_order_mark_and_blank_lines_are_no_matter() -> None:
    expected = pabulib.read(GOOD)
    assert pabulib.read("\ufeff" + GOOD.replace("\n", "\r\n")) == expected
    assert pabulib.read(GOOD.replace("\n", "\r")) == expected
    assert pabulib.read("\n" + GOOD.replace("\n", "\n\n")) == expected
    assert pabulib.read(GOOD.replace("META", "meta;;").replace("VOTES", " Votes")) == expected


def test_votes_are_the_same_whether_a_field_is_quoted_or_not() -> None:
    assert pabulib.read(GOOD.replace("tree,b2", '"tree, b2"')) == pabulib.read(GOOD)
    assert pabulib.read(GOOD.replace("tree,b2", "tree, b2")) == pabulib.read(GOOD)
    assert pabulib.read(GOOD.replace("dora;;", "dora;none;")) == pabulib.read(GOOD)


def test_a_quoted_name_may_run_over_lines_and_a_stray_quote_is_a_letter() -> None:
    election = pabulib.read(
        GOOD.replace("Benches", '"Benches\nand ""tables"""').replace("80.5;0;;", '80.5;0;The "C";')
    )
    assert [one.name for one in election.projects[1:]] == ['Benches\nand "tables"', 'The "C"']


@pytest.mark.parametrize(
    ("vote_type", "votes", "ballots"),
    [
        ("choose-1", "voter_id;vote\n1;b\n2;a\n3;b", (((2,), 2), ((1,), 1))),
        ("ordinal", "voter_id;vote\n1;b,a\n2;a,b\n3;b,a", (((2, 1), 2), ((1, 2), 1))),
        (
            "cumulative",
            "voter_id;vote;points\n1;b,a;3,2\n2;a;5\n3;a,b;2,3",
            ((((1, 2), (2, 3)), 2), (((1, 5),), 1)),
        ),
        ("scoring", "voter_id;vote;points\n1;b,a;0,2\n2;;\n3;;none", ((((1, 2),), 1), ((), 2))),
    ],
)
def test_every_type_of_vote_is_read(vote_type: str, votes: str, ballots: object) -> None:
    text = (
        f"META\nkey;value\nbudget;9\nvote_type;{vote_type}\n"
        f"PROJECTS\nproject_id;cost\na;5\nb;6\nVOTES\n{votes}\n"
    )
    election = pabulib.read(text)
    assert election.ballots == ballots
    assert election.selected is None
    assert pabulib.read(pabulib.write(election)) == election
    if vote_type != "choose-1":
        with pytest.raises(CannotCount, match="not approvals"):
            election.approvals()


names = st.text("abcé ;\"',#", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def elections(draw: st.DrawFn) -> BudgetElection:
    number = draw(st.integers(1, 5))
    scale = draw(st.sampled_from([1, 100]))
    # One odd cost keeps the decimals, so that the scale is read back as it was.
    costs = [draw(st.integers(1, 10**9)) * 2 + 1 for _ in range(number)]
    costs[0] = costs[0] // 10 * 10 + 1
    which = st.integers(1, number)
    vote_type = draw(st.sampled_from(VoteType))
    vote: st.SearchStrategy[object]
    match vote_type:
        case VoteType.CHOOSE_ONE:
            vote = st.lists(which, max_size=1).map(tuple)
        case VoteType.APPROVAL:
            vote = st.sets(which).map(lambda found: tuple(sorted(found)))
        case VoteType.ORDINAL:
            vote = st.lists(which, unique=True).map(tuple)
        case _:
            vote = st.dictionaries(which, st.integers(1, 9)).map(
                lambda found: tuple(sorted(found.items()))
            )
    return BudgetElection(
        title=draw(names),
        budget_minor=draw(st.integers(1, 10**9)),
        scale=scale,
        projects=tuple(Project(n, draw(names), cost) for n, cost in enumerate(costs, 1)),
        project_ids=tuple(f"p{n}" for n in range(1, number + 1)),
        vote_type=vote_type,
        ballots=tuple(draw(st.dictionaries(vote, st.integers(1, 3), min_size=1)).items()),
        selected=draw(st.none() | st.frozensets(which)),
        meta=tuple(
            draw(st.dictionaries(st.sampled_from(["unit", "rule", "comment"]), names)).items()
        ),
    )


@settings(deadline=None)
@given(elections())
def test_what_is_written_is_read_back(election: BudgetElection) -> None:
    assert pabulib.read(pabulib.write(election)) == election


def test_every_fault_is_told_with_its_line() -> None:
    broken = """\
META
key;value
budget;-5
vote_type;approval
vote_type;approval
no value
PROJECTS
project_id;cost;selected
a;10;1
a;11;0
b;zero;0
c;0;7
,;5;0
d;5
VOTES
voter_id;vote
1;a
1;b
2;a,x,y
3;a,a
4
5;"a
"""
    assert faults_of(broken) == [
        (3, "the budget must be an amount of money, not “-5”"),
        (5, "“vote_type” is told twice"),
        (6, "META wants a key and a value, not “no value”"),
        (10, "the project “a” stands twice"),
        (11, "the cost must be an amount of money, not “zero”"),
        (12, "the cost must be more than nothing"),
        (12, "selected must be 0 or 1, not “7”"),
        (13, "“,” cannot be a project's id"),
        (14, "a project has 3 fields, and here are 2"),
        (18, "voter “1” has voted already, in line 17"),
        (19, "there is no project “x”"),
        (19, "there is no project “y”"),
        (20, "a vote names a project twice: “a,a”"),
        (21, "a vote has 2 fields, and here are 1"),
        (22, "the quotation mark of “5;\"a” is never closed"),
        (22, "there is no project “\"a”"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("num_projects;3", "num_projects;4", 5, "num_projects says 4, and there are 3"),
        ("num_votes;4", "num_votes;3", 6, "num_votes says 3, and there are 4"),
        ("1000;3;", "1000;4;", 13, "the project has 3 votes, not 4"),
        ("num_votes;4", "num_votes;four", 6, "num_votes must be a whole number, not “four”"),
        ("budget;1500.50\n", "", 1, "META does not tell the budget"),
        ("vote_type;approval\n", "", 1, "META does not tell the vote_type"),
        ("approval", "guess", 8, "votes of type “guess” are not known"),
        ("project_id;", "id;", 12, "the section PROJECTS has no column project_id"),
        ("voter_id;vote", "voter_id;votes", 17, "the section VOTES has no column vote"),
        ("voter_id;vote", "vote;vote", 17, "the column “vote” stands twice"),
        ("1000;3;", "1" * 19 + ";3;", 13, f"the cost must be an amount of money, not “{'1' * 19}”"),
        ("80.5", "80.1234567", 15, "the cost must be an amount of money, not “80.1234567”"),
        ("80.5", "٣", 15, "the cost must be an amount of money, not “٣”"),
        ("rule;equalshares/add1", "max_length;1", 18, "a vote names 1 to 1 projects"),
        ("approval", "scoring", 17, "the section VOTES has no column points"),
    ],
)
def test_a_fault_is_told_where_it_stands(old: str, new: str, line: int, what: str) -> None:
    assert (line, what) in faults_of(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(1, "the file is empty")]),
        (" \n\n", [(1, "the file is empty")]),
        (
            "4 2\n1 1 0\n",
            [
                (2, "the section META is missing"),
                (2, "the section PROJECTS is missing"),
                (2, "the section VOTES is missing"),
            ],
        ),
        ("META\nVOTES\nPROJECTS\n", [(1, "the sections must follow as META, PROJECTS, VOTES")]),
        (
            "PROJECTS\nMETA\nVOTES\nMETA\n",
            [(4, "the section META stands twice")],
        ),
        (
            "hello\nMETA\nPROJECTS\nVOTES\n",
            [(1, "the file must begin with META, not “hello”")],
        ),
        (
            "META\nPROJECTS\nVOTES\n",
            [
                (1, "META does not tell the budget"),
                (1, "META does not tell the vote_type"),
                (2, "the section PROJECTS is empty"),
                (3, "the section VOTES is empty"),
            ],
        ),
    ],
)
def test_what_is_no_budget_file_is_told_shortly(text: str, faults: list[tuple[int, str]]) -> None:
    assert faults_of(text) == faults


def test_a_file_of_nothing_but_faults_is_left_after_a_thousand() -> None:
    faults = faults_of(GOOD + "x\n" * 5000)
    assert len(faults) == 1001
    assert faults[-1][1] == "too many faults; the rest of the file was not read"


@settings(deadline=None)
@given(st.text('METAPROJCSV\n;",0129abkeyvlu_dt-', max_size=200))
def test_no_text_is_too_strange_to_be_refused(text: str) -> None:
    with suppress(BrokenFile):
        pabulib.read("META\nbudget;5\nvote_type;approval\nPROJECTS\n" + text)
