"""What becomes of a cell when sources state it, one rule a test, and what holds whatever comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.settle import Settled, settle
from app.domain.observation import Inference, Status
from app.domain.quantity import Qualifier
from app.domain.statement import Line, Place, Said, Statement

A, B, C = 1, 2, 3
# Two editions of one publication, and what comes after both.
EARLY, LATE, LAST = 11, 12, 13
WITHDRAWN = Said(None, Status.WITHDRAWN)
LATER = "A later edition of the publication states it so."
AGREES = "The source now states what another source does."
STEPS_UP = "The figure before it was withdrawn; another source states this one."


def supersedes(later: int, earlier: int) -> bool:
    return later > earlier >= EARLY


def said(value: str, note: str | None = None, *inferred: str) -> Said:
    reasons = tuple(Inference(field, "Made up.") for field in inferred)
    return Said(Decimal(value), Status.PUBLISHED, inferred=reasons, note=note)


def place(source: int, paragraph: int = 5, passage: int | None = None) -> Place:
    """A place in a source; where its document is a table, in row 7."""
    locator = "" if paragraph else "row 7"
    return Place(passage or source * 100 + paragraph, paragraph, locator, "made up")


def states(source: int, what: str | Said, reason: str | None = None, **at: int) -> Statement:
    figure = said(what) if isinstance(what, str) else what
    return Statement(source, figure, (place(source, **at),), reason)


def line(number: int, what: str | Said, *sources: int, reason: str | None = None) -> Line:
    figure = said(what) if isinstance(what, str) else what
    return Line(number, figure, {source: (place(source),) for source in sources}, reason)


def told(settled: Settled) -> list[tuple[str | None, list[int]]]:
    """Value and sources of each line, None for one that is withdrawn."""
    return [
        (None if found.said.value is None else str(found.said.value), list(found.cited))
        for found in settled.lines
    ]


def after(lines: Sequence[Line], *statements: Statement) -> Settled:
    settled = settle(lines, statements, supersedes)
    assert [found.number for found in settled.lines] == list(range(len(settled.lines)))
    return settled


def test_what_nobody_stated_before_is_the_figure() -> None:
    settled = after([], states(A, "10", "Made up."))
    assert list(settled.lines) == [line(0, "10", A, reason="Made up.")]
    assert (settled.overtaken, settled.unfounded) == ([], [])


def test_the_same_figure_of_another_source_is_a_further_citation() -> None:
    settled = after([line(0, "10", A, reason="Kept.")], states(B, "10", "Left out."))
    assert list(settled.lines) == [line(0, "10", A, B, reason="Kept.")]


@pytest.mark.parametrize(
    "other",
    [
        said("12"),
        said("10.0"),
        replace(said("10"), status=Status.PROVISIONAL),
        replace(said("10"), qualifier=Qualifier.ABOUT),
        Said(None, Status.SUPPRESSED),
    ],
    ids=["value", "precision", "status", "qualifier", "suppressed"],
)
def test_another_figure_of_another_source_is_an_alternative(other: Said) -> None:
    settled = after([line(0, "10", A)], states(B, other))
    assert list(settled.lines) == [line(0, "10", A), line(1, other, B)]


def test_other_numbers_of_forces_are_other_figures() -> None:
    four, five = replace(said("10"), forces=4), replace(said("10"), forces=5)
    assert list(after([line(0, four, A)], states(B, five)).lines) == [
        line(0, four, A),
        line(1, five, B),
    ]


def test_a_source_that_says_nothing_of_forces_agrees_with_one_that_does() -> None:
    four = replace(said("10"), forces=4)
    for first, second in ((four, said("10")), (said("10"), four)):
        settled = after([line(0, first, A)], states(B, second))
        assert list(settled.lines) == [line(0, four, A, B)]


def test_a_third_source_joins_the_line_that_says_the_same() -> None:
    lines = [line(0, "10", A), line(1, "12", B)]
    assert told(after(lines, states(C, "12"))) == [("10", [A]), ("12", [B, C])]


def test_a_source_revises_what_it_stated() -> None:
    settled = after([line(0, "10", A)], states(A, "11", "Corrected."))
    assert list(settled.lines) == [line(0, "11", A, reason="Corrected.")]


def test_a_source_revises_its_alternative_in_its_place() -> None:
    lines = [line(0, "10", A), line(1, "12", B)]
    assert told(after(lines, states(B, "13"))) == [("10", [A]), ("13", [B])]


def test_a_source_does_not_revise_what_another_states() -> None:
    settled = after([line(0, "10", A, B)], states(B, "12", "Corrected."))
    assert list(settled.lines) == [line(0, "10", A), line(1, "12", B, reason="Corrected.")]


def test_the_first_of_two_sources_that_agreed_leaves_the_figure_to_the_other() -> None:
    assert told(after([line(0, "10", A, B)], states(A, "12"))) == [("10", [B]), ("12", [A])]


def test_a_source_that_comes_to_agree_ends_its_alternative() -> None:
    settled = after([line(0, "10", A), line(1, "12", B)], states(B, "10", "Corrected."))
    assert told(settled) == [("10", [A, B]), (None, [B])]
    assert settled.lines[1].reason == AGREES


def test_a_figure_that_comes_to_agree_with_an_alternative_lets_it_step_up() -> None:
    settled = after([line(0, "10", A), line(1, "12", B)], states(A, "12"))
    assert told(settled) == [("12", [B, A]), (None, [A])]
    assert [found.reason for found in settled.lines] == [f"{STEPS_UP} {AGREES}", AGREES]


def test_an_ended_alternative_gives_its_number_to_the_next() -> None:
    lines = [line(0, "10", A), line(1, WITHDRAWN, B)]
    assert told(after(lines, states(C, "14"))) == [("10", [A]), ("14", [C])]


def test_a_source_takes_its_own_ended_alternative_again_before_that_of_another() -> None:
    """So that the history of a line is that of one source, as far as can be."""
    lines = [line(0, "10", A), line(1, WITHDRAWN, B), line(2, WITHDRAWN, C)]
    settled = after(lines, states(C, "14"))
    assert told(settled) == [("10", [A]), (None, [B]), ("14", [C])]
    assert settled.lines[1] == lines[1]


def test_a_withdrawal_with_no_other_figure_leaves_a_withdrawn_line() -> None:
    settled = after([line(0, "10", A)], states(A, WITHDRAWN, "An error."))
    assert list(settled.lines) == [line(0, WITHDRAWN, A, reason="An error.")]


def test_a_withdrawal_takes_the_source_from_a_figure_that_others_state() -> None:
    assert told(after([line(0, "10", A, B)], states(A, WITHDRAWN))) == [("10", [B])]


def test_an_alternative_steps_up_where_the_figure_is_withdrawn() -> None:
    lines = [line(0, "10", A), line(1, WITHDRAWN, C), line(2, "12", B)]
    settled = after(lines, states(A, WITHDRAWN, "Counted twice."))
    assert told(settled) == [("12", [B]), (None, [C]), (None, [A])]
    reasons = [f"{STEPS_UP} Counted twice.", None, "Counted twice."]
    assert [found.reason for found in settled.lines] == reasons


@pytest.mark.parametrize("none", [Status.NOT_SUPPLIED, Status.NOT_APPLICABLE])
def test_a_source_that_gives_a_number_goes_before_one_that_gives_none(none: Status) -> None:
    silent = Said(None, none)
    settled = after([line(0, silent, A)], states(B, "12"))
    assert told(settled) == [("12", [B]), (None, [A])]
    assert settled.lines[1].said == silent
    assert settled.lines[0].reason is not None
    # And stays there when the first one says so again.
    again = after(settled.lines, states(A, silent))
    assert list(again.lines) == list(settled.lines)


def test_a_figure_that_is_held_back_does_not_give_way() -> None:
    held_back = line(0, Said(None, Status.SUPPRESSED), A)
    settled = after([held_back], states(B, "12"))
    assert settled.lines[0] == held_back
    assert settled.lines[0].said.disputes(settled.lines[1].said)


def test_the_note_of_an_import_is_the_reason_where_a_statement_gives_none() -> None:
    lines = [line(0, "10", A)]
    for statement, reason in (
        (states(A, "12"), "The note."),
        (states(A, "12", "Recounted."), "Recounted."),
        (states(A, WITHDRAWN), "The note."),
    ):
        assert settle(lines, [statement], supersedes, note="The note.").lines[0].reason == reason
    # It does not explain what another source states.
    assert settle(lines, [states(B, "12")], supersedes, note="The note.").lines[1].reason is None


def test_a_withdrawn_figure_can_be_stated_again() -> None:
    settled = after([line(0, WITHDRAWN, A)], states(A, "10", "Found again."))
    assert list(settled.lines) == [line(0, "10", A, reason="Found again.")]


def test_what_was_withdrawn_is_withdrawn_again_without_a_change() -> None:
    lines = [line(0, WITHDRAWN, A)]
    settled = after(lines, states(A, WITHDRAWN))
    assert (list(settled.lines), settled.unfounded) == (lines, [])


def test_what_was_never_stated_cannot_be_withdrawn() -> None:
    lines = [line(0, "10", A)]
    withdrawal = states(B, WITHDRAWN)
    settled = after(lines, withdrawal)
    assert (list(settled.lines), settled.unfounded) == (lines, [withdrawal])


def test_a_later_edition_revises_an_earlier_one() -> None:
    assert list(after([line(0, "10", EARLY)], states(LATE, "11")).lines) == [
        line(0, "11", LATE, reason=LATER)
    ]
    settled = after([line(0, "10", EARLY)], states(LATE, "11", "Recounted."))
    assert settled.lines[0].reason == "Recounted."


def test_a_later_edition_that_says_the_same_is_a_further_citation() -> None:
    assert told(after([line(0, "10", EARLY)], states(LATE, "10"))) == [("10", [EARLY, LATE])]


def test_an_earlier_edition_that_says_what_a_later_one_does_is_a_further_citation() -> None:
    """Only what a later edition states otherwise is overtaken."""
    settled = after([line(0, "10", LATE)], states(EARLY, "10"))
    assert settled.overtaken == []
    assert told(settled) == [("10", [LATE, EARLY])]


def test_a_later_edition_withdraws_for_itself_alone() -> None:
    """It takes back what it states; what the edition before it stated was never its own."""
    settled = after([line(0, "10", EARLY, LATE)], states(LATE, WITHDRAWN, "An error."))
    assert told(settled) == [("10", [EARLY])]
    apart = after([line(0, "12", LATE), line(1, "10", EARLY)], states(LATE, WITHDRAWN))
    assert told(apart) == [("10", [EARLY]), (None, [LATE])]


def test_a_later_edition_revises_itself_and_the_editions_before_it() -> None:
    settled = after([line(0, "10", EARLY, LATE)], states(LATE, "11"))
    assert told(settled) == [("11", [LATE])]
    assert settled.lines[0].reason is None  # it speaks for itself, and has to say why


def test_an_edition_never_revises_a_later_one() -> None:
    settled = after([line(0, "10", EARLY, LATE)], states(EARLY, "9"))
    assert told(settled) == [("10", [EARLY, LATE])]
    assert [found.source for found in settled.overtaken] == [EARLY]


def test_what_a_later_edition_has_overtaken_is_left_out() -> None:
    lines = [line(0, "11", LATE)]
    settled = after(lines, states(EARLY, "10"))
    assert list(settled.lines) == lines
    assert [found.source for found in settled.overtaken] == [EARLY]


def test_a_later_edition_does_not_revise_a_figure_that_others_share() -> None:
    settled = after([line(0, "10", A, EARLY)], states(LATE, "11"))
    assert told(settled) == [("10", [A]), ("11", [LATE])]


def test_editions_of_other_publications_are_other_sources() -> None:
    assert told(after([line(0, "10", A)], states(LATE, "11"))) == [("10", [A]), ("11", [LATE])]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (None, None, None),
        (None, "b", "b"),
        ("a", None, "a"),
        ("a", "a", "a"),
        ("a", "b", "a b"),
    ],
)
def test_the_notes_of_both_sources_stay(
    first: str | None, second: str | None, together: str | None
) -> None:
    settled = after([], states(A, said("10", first)), states(B, said("10", second)))
    assert [found.said.note for found in settled.lines] == [together]


def test_what_two_sources_inferred_is_told_once_each() -> None:
    settled = after(
        [],
        states(A, said("10", None, "area", "period")),
        states(B, said("10", None, "period", "category")),
    )
    (found,) = settled.lines
    assert [item.field for item in found.said.inferred] == ["area", "period", "category"]


def test_a_source_alone_replaces_its_note_and_says_why() -> None:
    settled = after(
        [line(0, said("10", "Old."), A, reason="Of old.")],
        states(A, said("10", "New."), "Better words."),
    )
    assert list(settled.lines) == [line(0, said("10", "New."), A, reason="Better words.")]


def test_a_paragraph_is_cited_as_it_is_stated_now() -> None:
    settled = after([line(0, "10", A)], states(A, "10", paragraph=6))
    assert settled.lines[0].cited == {A: (place(A, 6),)}


def test_a_paragraph_stays_the_receipt_where_a_table_says_the_same() -> None:
    """A table may be typed from it, and its number is no better receipt than the words."""
    words = replace(place(A), stated="some ten")
    lines = [Line(0, said("10"), {A: (words,)})]
    assert list(after(lines, states(A, "10", paragraph=0)).lines) == lines
    # As it does where others state the figure too.
    shared = [Line(0, said("10"), {B: (place(B),), A: (words,)})]
    assert list(after(shared, states(A, "10", paragraph=0)).lines) == shared
    # The other way round the words take the place of the table.
    typed = Line(0, said("10"), {A: (place(A, 0),)})
    assert after([typed], Statement(A, said("10"), (words,))).lines[0].cited == {A: (words,)}


def test_a_table_imported_again_keeps_its_first_receipt() -> None:
    first, again = place(A, 0, 70), place(A, 0, 71)
    lines = [Line(0, said("10"), {A: (first,)})]
    assert after(lines, Statement(A, said("10"), (again,))).lines[0].cited == {A: (first,)}
    other = replace(again, stated="other words")
    assert after(lines, Statement(A, said("10"), (other,))).lines[0].cited == {A: (other,)}


def test_a_row_of_a_table_leaves_alone_what_it_is_silent_about() -> None:
    held = replace(said("10", "Kept.", "area"), forces=4)
    lines = [Line(0, held, {A: (place(A, 0),)})]
    assert list(after(lines, states(A, "10", paragraph=0)).lines) == lines
    settled = after(lines, states(A, said("10", "New.", "period"), paragraph=0))
    assert settled.lines[0].said == replace(said("10", "New.", "period"), forces=4)


def test_figures_alike_are_those_that_two_sources_state_alike() -> None:
    assert said("10", "a").agrees(said("10", "b", "area"))
    assert not said("1.60").agrees(said("1.6"))
    assert not Said(None, Status.SUPPRESSED).agrees(Said(None, Status.NOT_SUPPLIED))


@pytest.mark.parametrize(
    ("one", "other", "dispute"),
    [
        (said("10"), said("12"), True),
        (said("10"), said("10", "a"), False),
        (said("10"), replace(said("10"), qualifier=Qualifier.ABOUT), True),
        (said("10"), replace(said("10"), status=Status.PROVISIONAL), False),
        (said("10"), Said(None, Status.SUPPRESSED), True),
        (said("10"), Said(None, Status.NOT_SUPPLIED), False),
        (said("10"), Said(None, Status.NOT_APPLICABLE), False),
        (said("10"), WITHDRAWN, False),
        (Said(None, Status.SUPPRESSED), Said(None, Status.NOT_SUPPLIED), False),
    ],
)
def test_figures_are_disputed_by_other_numbers_alone(one: Said, other: Said, dispute: bool) -> None:
    assert one.disputes(other) is other.disputes(one) is dispute


def test_sources_that_correct_together_revise_the_figure_that_they_shared() -> None:
    lines = [line(0, "10", A, B)]
    settled = after(lines, states(A, "11", "Recounted."), states(B, "11", "Recounted."))
    assert list(settled.lines) == [line(0, "11", A, B, reason="Recounted.")]


def test_an_edition_that_is_superseded_now_overtakes_nothing() -> None:
    settled = after([line(0, "12", LATE)], states(EARLY, "10"), states(LAST, "10"))
    assert settled.overtaken == []
    assert told(settled) == [("10", [EARLY, LAST])]
    # A later edition that withdraws its own figure leaves the one between in its place.
    between = after(
        [line(0, "12", LATE), line(1, "14", LAST)], states(EARLY, "10"), states(LAST, WITHDRAWN)
    )
    assert [found.source for found in between.overtaken] == [EARLY]


def test_a_line_that_a_later_edition_ended_does_not_overtake_what_it_states() -> None:
    lines = [line(0, "12", LAST), line(1, WITHDRAWN, LAST)]
    settled = after(lines, states(EARLY, "12"))
    assert settled.overtaken == []
    assert told(settled)[0] == ("12", [LAST, EARLY])


SOURCES = [A, B, EARLY, LATE, LAST]
SAID = st.sampled_from(
    [
        said("10"),
        said("10", "a"),
        said("10", "b", "area"),
        replace(said("10"), forces=4),
        said("12"),
        Said(None, Status.SUPPRESSED),
    ]
)
STATEMENTS = st.builds(
    states,
    st.sampled_from(SOURCES),
    st.one_of(SAID, SAID, SAID, st.just(WITHDRAWN)),
    st.sampled_from([None, "Made up."]),
    paragraph=st.sampled_from([0, 5]),
)
IMPORT = st.lists(STATEMENTS, min_size=1, max_size=4, unique_by=lambda found: found.source)
IMPORTS = st.lists(IMPORT, min_size=1, max_size=5)
Check = Callable[[Sequence[Line], Sequence[Statement], Settled], None]


def _always(imports: Sequence[Sequence[Statement]], check: Check) -> None:
    """Check every step of a cell's life."""
    lines: Sequence[Line] = []
    for statements in imports:
        settled = after(lines, *statements)
        check(lines, statements, settled)
        lines = settled.lines


def _standing(lines: Sequence[Line]) -> list[Line]:
    return [found for found in lines if found.said.status is not Status.WITHDRAWN]


@given(IMPORTS)
def test_a_figure_stands_on_one_line_and_a_source_too(
    imports: Sequence[Sequence[Statement]],
) -> None:
    def check(_: Sequence[Line], __: Sequence[Statement], settled: Settled) -> None:
        standing = _standing(settled.lines)
        pairs = combinations([found.said for found in standing], 2)
        assert not any(one.agrees(other) for one, other in pairs)
        cited = [source for found in standing for source in found.cited]
        assert len(set(cited)) == len(cited)

    _always(imports, check)


@given(IMPORTS)
def test_every_line_has_a_receipt(imports: Sequence[Sequence[Statement]]) -> None:
    def check(_: Sequence[Line], __: Sequence[Statement], settled: Settled) -> None:
        assert all(found.cited and all(found.cited.values()) for found in settled.lines)

    _always(imports, check)


@given(IMPORTS)
def test_the_first_line_is_withdrawn_only_where_all_are(
    imports: Sequence[Sequence[Statement]],
) -> None:
    def check(_: Sequence[Line], __: Sequence[Statement], settled: Settled) -> None:
        if settled.lines and settled.lines[0].said.status is Status.WITHDRAWN:
            assert _standing(settled.lines) == []

    _always(imports, check)


def _places(lines: Sequence[Line]) -> Mapping[int, tuple[Said, tuple[Place, ...]]]:
    return {
        source: (found.said, at) for found in _standing(lines) for source, at in found.cited.items()
    }


@given(IMPORTS)
def test_a_silent_source_keeps_its_figure_and_its_receipts(
    imports: Sequence[Sequence[Statement]],
) -> None:
    """Unless a later edition of its own publication speaks."""

    def check(before: Sequence[Line], statements: Sequence[Statement], settled: Settled) -> None:
        now = _places(settled.lines)
        spoke = [found.source for found in statements]
        for source, held in _places(before).items():
            if source in spoke or any(supersedes(later, source) for later in spoke):
                continue
            assert now[source][0].agrees(held[0])
            assert now[source][1] == held[1]

    _always(imports, check)


@given(IMPORTS)
def test_what_a_source_states_now_is_what_the_record_holds_of_it(
    imports: Sequence[Sequence[Statement]],
) -> None:
    def check(_: Sequence[Line], statements: Sequence[Statement], settled: Settled) -> None:
        now = _places(settled.lines)
        for found in statements:
            later = any(supersedes(other, found.source) for other in SOURCES)
            if found.said.status is Status.WITHDRAWN:
                assert found.source not in now
            elif not later:
                assert now[found.source][0].agrees(found.said)

    _always(imports, check)


@given(IMPORTS)
def test_the_same_statements_again_change_nothing(
    imports: Sequence[Sequence[Statement]],
) -> None:
    def check(_: Sequence[Line], statements: Sequence[Statement], settled: Settled) -> None:
        again = after(settled.lines, *statements)
        assert [found.said for found in again.lines] == [found.said for found in settled.lines]
        assert _standing(again.lines) == _standing(settled.lines)

    # What a source adds in words stays when it leaves. And what an edition withdrew is forgotten
    # when another source takes its line.
    _always(
        [
            [
                replace(found, said=Said(found.said.value, found.said.status))
                for found in one
                if found.said.status is not Status.WITHDRAWN or found.source < EARLY
            ]
            for one in imports
        ],
        check,
    )


@given(IMPORT)
def test_what_was_never_stated_before_can_be_imported_twice(
    statements: Sequence[Statement],
) -> None:
    stated = [found for found in statements if found.said.status is not Status.WITHDRAWN]
    settled = after([], *stated)
    again = after(settled.lines, *stated)
    assert list(again.lines) == list(settled.lines)


def test_a_withdrawal_that_left_the_figure_to_others_can_be_imported_again() -> None:
    withdrawal = states(A, WITHDRAWN)
    settled = after([line(0, "10", A, B)], withdrawal)
    assert settle(settled.lines, [withdrawal], supersedes, {A}).unfounded == []


def test_a_withdrawal_that_an_alternative_replaced_can_be_imported_again() -> None:
    withdrawal = states(A, WITHDRAWN)
    settled = after([line(0, "10", A), line(1, "12", B)], withdrawal)
    assert settle(settled.lines, [withdrawal], supersedes, {A}).unfounded == []


def test_editions_that_another_source_stands_behind_can_be_imported_again() -> None:
    statements = [states(EARLY, "10"), states(LATE, "12"), states(A, "10")]
    settled = after([], *statements)
    assert told(settled) == [("12", [LATE]), ("10", [A])]
    assert list(after(settled.lines, *statements).lines) == list(settled.lines)
