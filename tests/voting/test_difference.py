"""What changed between two wordings."""

from hypothesis import given
from hypothesis import strategies as st

from voting.wording.difference import Change, difference

WORDS = st.lists(
    st.lists(
        st.sampled_from(["hedge", "hazel", "pond", "the", "a", "two"]), min_size=1, max_size=8
    ),
    max_size=5,
)


def text(paragraphs: list[list[str]]) -> str:
    return "\n\n".join(" ".join(words) for words in paragraphs)


def kept(paragraphs: object, *changes: Change) -> list[str]:
    return [
        word
        for paragraph in paragraphs  # type: ignore[attr-defined]
        for piece in paragraph
        if piece.change in changes
        for word in piece.text.split()
    ]


def test_a_changed_word_is_told_with_its_neighbours_left_alone() -> None:
    found = difference(
        before="We plant two hundred hazels.\n\nThis winter.",
        after="We plant three hundred hazels.\n\nThis winter.\n\nAnd a pond.",
    )
    first, second, third = found.paragraphs
    assert [(one.change, one.text) for one in first] == [
        (Change.SAME, "We plant"),
        (Change.REMOVED, "two"),
        (Change.ADDED, "three"),
        (Change.SAME, "hundred hazels."),
    ]
    assert [one.change for one in second] == [Change.SAME]
    assert [(one.change, one.text) for one in third] == [(Change.ADDED, "And a pond.")]
    assert (found.words_added, found.words_removed) == (4, 1)


def test_blanks_and_line_ends_are_no_difference() -> None:
    found = difference(before="One  line.\r\nTwo.", after="One line. Two.")
    assert (found.words_added, found.words_removed) == (0, 0)


def test_a_whole_paragraph_may_go() -> None:
    found = difference(before="One.\n\nTwo.\n\nThree.", after="One.\n\nThree.")
    assert (found.words_added, found.words_removed) == (0, 1)
    assert len(found.paragraphs) == 3


@given(before=WORDS, after=WORDS)
def test_both_wordings_can_be_read_back_from_the_difference(
    before: list[list[str]], after: list[list[str]]
) -> None:
    found = difference(before=text(before), after=text(after))
    assert kept(found.paragraphs, Change.SAME, Change.REMOVED) == text(before).split()
    assert kept(found.paragraphs, Change.SAME, Change.ADDED) == text(after).split()
    assert found.words_added == len(kept(found.paragraphs, Change.ADDED))
