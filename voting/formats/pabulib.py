"""Budget files in Pabulib's `.pb`, the format the world's participatory budgets are published in.

Source: Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis" (IJCAI 2023),
and pabulib.org/format. Three sections, META, PROJECTS and VOTES, each with a heading line and
fields parted by semicolons; a field may stand in quotation marks. Costs are amounts of money
with at most a few decimals; projects are named by an id of their own.
"""

from typing import cast

from voting.counting.papers import Approval, Scores
from voting.formats.pabulib_election import POINTING, BudgetElection, VoteType
from voting.formats.pabulib_reader import Reader
from voting.formats.semicolons import quoted

__all__ = ["BudgetElection", "VoteType", "read", "write"]


def read(text: str) -> BudgetElection:
    """This function will read a `.pb` file, or raise `BrokenFile` with every fault and its line."""
    return Reader(text).read()


def write(election: BudgetElection) -> str:
    """This function will write an election as `.pb` that `read` returns unchanged.

    Voters are numbered in the order of the ballots: a file made here names nobody.
    """
    lines = ["META", "key;value", f"description;{quoted(election.title)}"]
    known = {"num_projects": len(election.projects), "num_votes": election.votes}
    lines += [f"{key};{number}" for key, number in known.items()]
    lines.append(f"budget;{_amount_text(election.budget_minor, election.scale)}")
    lines.append(f"vote_type;{election.vote_type.value}")
    lines += [f"{quoted(key)};{quoted(value)}" for key, value in election.meta]
    chosen = election.selected
    lines += ["PROJECTS", "project_id;cost;name" + ("" if chosen is None else ";selected")]
    for project, project_id in zip(election.projects, election.project_ids, strict=True):
        fields = [quoted(project_id), _amount_text(project.cost_minor, election.scale)]
        fields.append(quoted(project.name))
        if chosen is not None:
            fields.append(str(int(project.number in chosen)))
        lines.append(";".join(fields))
    pointing = election.vote_type in POINTING
    lines += ["VOTES", "voter_id;vote;points" if pointing else "voter_id;vote"]
    voter = 0
    for vote, number in election.ballots:
        if pointing:
            scores = cast("Scores", vote)
            numbers = [one for one, _ in scores]
            fields = [",".join(str(points) for _, points in scores)]
        else:
            numbers, fields = list(cast("Approval", vote)), []
        named = quoted(",".join(election.project_ids[one - 1] for one in numbers))
        for _ in range(number):
            voter += 1
            lines.append(";".join((str(voter), named, *fields)))
    return "\n".join(lines) + "\n"


def _amount_text(units: int, scale: int) -> str:
    whole, rest = divmod(units, scale)
    places = len(str(scale)) - 1
    return f"{whole}.{rest:0{places}d}" if places else str(whole)
