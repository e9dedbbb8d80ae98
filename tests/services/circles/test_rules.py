"""Names, paragraphs, and who closes an ask."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.circles import rules
from services.circles.errors import NotAnAsk
from services.circles.rules import Post, PostKind
from services.errors import NotYours

ASKER = uuid4()


def post(kind: PostKind = PostKind.ASK, answered_at: datetime | None = None) -> Post:
    return Post(
        id=uuid4(),
        circle_id=uuid4(),
        author_id=ASKER,
        kind=kind,
        reply_to_id=None,
        body="Who knows?",
        posted_at=datetime(2026, 3, 2, tzinfo=UTC),
        answered_at=answered_at,
    )


def test_names_that_read_alike_are_the_same() -> None:
    assert rules.name_key("  Old   Buildings ") == rules.name_key("old BUILDINGS")
    assert rules.name_key("Old Buildings") != rules.name_key("New Buildings")


def test_an_empty_line_begins_a_paragraph_and_a_single_break_a_line() -> None:
    text = "\n\nOne\r\n two \n\n \n\nThree\n"
    assert rules.paragraphs(text) == (("One", "two"), ("Three",))
    assert rules.paragraphs("  \n ") == ()


@given(some.text())
def test_paragraphs_lose_no_word(text: str) -> None:
    shown = " ".join(line for lines in rules.paragraphs(text) for line in lines)
    assert shown.split() == text.split()


def test_only_the_asker_marks_an_open_ask() -> None:
    answered = datetime(2026, 3, 3, tzinfo=UTC)
    assert rules.may_mark_answered(post(), person_id=ASKER)
    assert not rules.may_mark_answered(post(), person_id=uuid4())
    assert not rules.may_mark_answered(post(), person_id=None)
    assert not rules.may_mark_answered(post(answered_at=answered), person_id=ASKER)
    assert not rules.may_mark_answered(post(PostKind.NOTE), person_id=ASKER)


@pytest.mark.parametrize(
    ("kind", "person_id", "refused"),
    [(PostKind.OFFER, ASKER, NotAnAsk), (PostKind.ASK, uuid4(), NotYours)],
)
def test_others_and_other_posts_are_refused(
    kind: PostKind, person_id: UUID, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        rules.check_asker(post(kind), person_id=person_id)
