"""What has changed between two versions, told whole, in words, and within bounds."""

import copy
import json
import re
from html import escape

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from backcare.publishing import snapshots
from backcare.publishing.differences import Change, between
from backcare.publishing.differences.texts import compare, rich_blocks
from backcare.publishing.differences.words import Budget, Word, runs
from backcare.publishing.kinds import kinds
from exercises.models import Exercise, Routine
from tests.factories import (
    MAKERS,
    make_article,
    make_contributor,
    make_equipment,
    make_exercise,
    make_image,
    make_page,
    make_routine,
    make_topic,
)

from .filling import empty, fill

each_kind = pytest.mark.parametrize("kind", sorted(MAKERS))
WORDS = st.lists(st.sampled_from(["back", "pain", "rest", "walk", "a", "the"]), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def snapshot(**fields):
    return {"format": 1, "kind": "article", "fields": fields, "links": {}, "parts": {}}


def with_part(name, *rows):
    return snapshot() | {"parts": {name: list(rows)}}


def text(blocks, besides):
    """The characters of the blocks that are not ``besides``, without the spaces."""
    told = "".join(run.text for block in blocks for run in block.runs if run.change != besides)
    return "".join(told.split())


def shown(difference) -> str:
    """What a reader of the page of a difference reads, in one line."""
    html = render_to_string("admin/publishing/page/_difference.html", {"difference": difference})
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


# Words ------------------------------------------------------------------------------------------


@given(WORDS, WORDS)
def test_without_what_was_removed_the_new_words_are_left(old, new):
    found = runs([Word(word) for word in old], [Word(word) for word in new], Budget())
    before = "".join(run.text for run in found if run.change != Change.ADDED)
    after = "".join(run.text for run in found if run.change != Change.REMOVED)
    assert before.split() == old
    assert after.split() == new


@given(WORDS)
def test_words_that_are_the_same_have_not_changed(words):
    found = runs([Word(word) for word in words], [Word(word) for word in words], Budget())
    assert {run.change for run in found} <= {Change.SAME}


INLINE = st.recursive(
    st.sampled_from(["back ", "pain", " rest", "a", "<br>", '<sup data-source="nice"></sup>']),
    lambda inner: st.builds(
        "".join,
        st.lists(
            st.builds("<strong>{}</strong>".format, inner)
            | st.builds('<a href="/x/">{}</a>'.format, inner)
            | inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)
HTML = st.lists(
    st.builds("<p>{}</p>".format, INLINE)
    | st.builds("<h2>{}</h2>".format, INLINE)
    | st.builds("<ul><li>{}</li><li>{}</li></ul>".format, INLINE, INLINE)
    | st.builds('<aside data-care="urgent"><p>{}</p></aside>'.format, INLINE)
    | st.just('<figure data-image="7"></figure>')
    | st.just('<div data-page="8"></div>'),
    max_size=8,
).map("".join)


def words_of(blocks) -> str:
    return "".join("".join(word.text for word in block.words) for block in blocks)


@given(HTML, HTML)
def test_texts_are_told_whole(old, new):
    before, after = (rich_blocks(html, lambda what, key: f"{what}{key}") for html in (old, new))
    found = compare(before, after, Budget())
    assert text(found, Change.ADDED) == "".join(words_of(before).split())
    assert text(found, Change.REMOVED) == "".join(words_of(after).split())
    if before == after:
        assert {block.change for block in found} <= {Change.SAME}


def test_a_word_changed_in_a_paragraph_is_one_word():
    [block] = compare(
        rich_blocks("<p>Rest for <strong>two</strong> days, then walk.</p>", lambda *_: ""),
        rich_blocks("<p>Rest for <strong>three</strong> days, then walk.</p>", lambda *_: ""),
        Budget(),
    )
    assert [(run.change, run.text, run.is_strong) for run in block.runs] == [
        ("same", "Rest for", False),
        ("removed", " two", True),
        ("added", " three", True),
        ("same", " days, then walk.", False),
    ]


@pytest.mark.django_db
def test_what_would_cost_too_much_is_told_as_replaced():
    old = " ".join(f"word{number % 7} other{number % 5}" for number in range(40_000))
    new = " ".join(f"other{number % 3} word{number % 11}" for number in range(40_000))
    difference = between(snapshot(body=f"<p>{old}</p>"), snapshot(body=f"<p>{new}</p>"), Article)
    [field] = difference.fields
    assert text(field.blocks, Change.ADDED) == old.replace(" ", "")
    assert text(field.blocks, Change.REMOVED) == new.replace(" ", "")
    assert [run.change for run in field.blocks[0].runs] == ["removed", "added"]


# Whole pages ------------------------------------------------------------------------------------


@pytest.mark.django_db
@each_kind
def test_nothing_is_shown_between_a_page_and_itself(kind):
    page = make_page(kind)
    fill(page)
    fresh = snapshots.take(type(page).objects.get(pk=page.pk))
    stored = json.loads(json.dumps(fresh, cls=DjangoJSONEncoder))
    assert between(fresh, stored, type(page)).is_empty
    assert "Nothing has changed" in shown(between(stored, fresh, type(page)))


@pytest.mark.django_db
@each_kind
def test_every_field_and_part_that_changes_is_named(kind):
    page = make_page(kind)
    empty(page)
    old = snapshots.take(type(page).objects.get(pk=page.pk))
    fill(page)
    new = snapshots.take(type(page).objects.get(pk=page.pk))

    for before, after in ((old, new), (new, old)):
        difference = between(before, after, type(page))
        labels = {change.label for change in difference.fields}
        assert labels == {
            str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:]
            for field in page._meta.concrete_fields
            if field.name in new["fields"]
            and field.editable
            and old["fields"][field.name] != new["fields"][field.name]
        }
        assert len(difference.links) == len(new["links"])
        assert len(difference.parts) == len(new["parts"])
        shown(difference)


FIELD_NAMES = st.sampled_from(
    "title body lead_image reviewer reviewed_on expires_at is_demonstration series word_count "
    "slug review_months renamed_long_ago".split()
)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(["title", "key", "year", "kind", "url", "target", "position", "old"]),
        VALUES,
        max_size=4,
    )
    | VALUES,
    max_size=4,
)
SNAPSHOTS = (
    st.fixed_dictionaries(
        {},
        optional={
            "format": st.integers(0, 3),
            "kind": st.sampled_from(["article", "exercise"]),
            "fields": st.dictionaries(FIELD_NAMES, VALUES | HTML, max_size=4) | VALUES,
            "links": st.dictionaries(
                st.sampled_from(["topics", "gone"]), st.lists(VALUES, max_size=3) | VALUES
            ),
            "parts": st.dictionaries(
                st.sampled_from(["sources", "learn_more", "related_choices", "gone"]),
                ROWS | VALUES,
            ),
        },
    )
    | VALUES
)


@pytest.mark.django_db
@given(SNAPSHOTS, SNAPSHOTS)
def test_whatever_was_stored_can_be_compared(old, new):
    difference = between(old, new, Article)
    assert difference.is_empty == snapshots.are_equal(old, new)
    told = shown(difference)
    assert ("Nothing has changed" in told) == difference.is_empty
    assert between(old, copy.deepcopy(old), Article).is_empty


# Values -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_values_are_told_in_words():
    image = make_image(alt="A mat")
    reviewer = make_contributor(name="Ada Lovelace")
    old = snapshot(
        lead_image=image.pk,
        reviewer=reviewer.pk,
        is_demonstration=True,
        reviewed_on="2026-03-01",
        expires_at="2026-07-01T10:00:00Z",
        review_months=None,
    )
    new = snapshot(
        lead_image=None,
        reviewer=10**6,
        is_demonstration=False,
        reviewed_on=None,
        expires_at="2026-12-01T10:00:00Z",
        review_months=12,
    )
    told = {
        change.label: [run.text.strip() for run in change.blocks[0].runs]
        for change in between(old, new, Article).fields
    }
    assert told == {
        "Lead image": [str(image), "nothing"],
        "Reviewer": ["Ada Lovelace", "deleted: contributor 1000000"],
        "Demonstration content": ["yes", "no"],
        "Last reviewed": ["1 March 2026", "nothing"],
        "Expires at": ["1 July 2026, 11:00 BST", "1 December 2026, 10:00 GMT"],
        "Review again after (months)": ["nothing", "12"],
    }


@pytest.mark.django_db
def test_what_a_text_refers_to_is_named():
    image, page = make_image(alt="Two bags"), make_article(title="Sciatica")
    body = (
        f'<figure data-image="{image.pk}"></figure><div data-page="{page.pk}"></div>'
        '<aside data-care="urgent"><p>Call <a href="/contact/">us</a>'
        '<sup data-source="nice-2020"></sup></p></aside>'
        '<p><span data-planned="Walking">walk</span></p><div data-page="999999"></div>'
    )
    old = snapshot(body="")
    new = snapshot(body=body)
    new["parts"] = {"sources": [{"key": "nice-2020", "organisation": "NICE", "year": 2020}]}
    told = shown(between(old, new, Article))
    assert str(image) in told
    assert "Page shown in the text, added [added: Sciatica]" in told
    assert "Urgent box: Paragraph, added" in told
    assert "Call us [link to: /contact/] [source: NICE, 2020]" in told
    assert "walk [to be linked to: Walking]" in told
    assert "deleted: page 999999" in told


@pytest.mark.django_db
def test_topics_are_named():
    kept, gone, new = make_topic(name="Kept"), make_topic(name="Gone"), make_topic(name="New")
    old_said = snapshot() | {"links": {"topics": [kept.pk, gone.pk]}}
    new_said = snapshot() | {"links": {"topics": [kept.pk, new.pk]}}
    gone_pk = gone.pk
    gone.delete()
    [link] = between(old_said, new_said, Article).links
    assert (link.label, link.added, link.removed) == (
        "Topics",
        ["New"],
        [f"deleted: topic {gone_pk}"],
    )


@pytest.mark.django_db
def test_equipment_of_an_exercise_is_named():
    mat = make_equipment(name="Mat")
    old = snapshot() | {"links": {"equipment": []}}
    new = snapshot() | {"links": {"equipment": [mat.pk]}}
    [link] = between(old, new, Exercise).links
    assert (link.label, link.added) == ("Equipment", ["Mat"])


@pytest.mark.django_db
def test_only_the_form_of_a_text_has_changed():
    difference = between(snapshot(body="<p>a b</p>"), snapshot(body="<p>a  b</p>"), Article)
    assert "only their form or the spaces" in shown(difference)


@pytest.mark.django_db
def test_paragraphs_far_from_any_change_are_folded_away():
    paragraphs = [f"<p>Paragraph number {number}.</p>" for number in range(10)]
    old = snapshot(body="".join(paragraphs))
    new = snapshot(body="".join([*paragraphs[:5], "<p>Something else.</p>", *paragraphs[6:]]))
    [field] = between(old, new, Article).fields
    assert [(p.is_far, len(p.blocks)) for p in field.passages] == [(True, 4), (False, 3), (True, 3)]


# Parts ------------------------------------------------------------------------------------------

FEET = {"text": "Stand with your feet apart.", "note": ""}
BEND = {"text": "Bend your knees slowly.", "note": ""}
RISE = {"text": "Come up again.", "note": ""}


def changes(old, new, model=Exercise):
    [part] = between(with_part("steps", *old), with_part("steps", *new), model).parts
    return [(row.change, row.name, row.was_at, row.is_at, row.is_moved) for row in part.rows]


@pytest.mark.django_db
def test_rows_are_added_removed_moved_and_changed():
    slower = {"text": "Bend your knees very slowly.", "note": ""}
    assert changes([FEET, RISE], [FEET, BEND, RISE]) == [
        ("added", BEND["text"], 0, 2, False),
    ]
    assert changes([FEET, BEND, RISE], [FEET, RISE]) == [("removed", BEND["text"], 2, 0, False)]
    assert changes([FEET, BEND, RISE], [RISE, FEET, BEND]) == [("moved", RISE["text"], 3, 1, True)]
    assert changes([FEET, BEND], [FEET, slower]) == [("changed", slower["text"], 2, 2, False)]
    assert changes([FEET, BEND], [slower, FEET]) == [("changed", slower["text"], 2, 1, True)]


@pytest.mark.django_db
def test_other_numbers_for_the_same_order_are_no_change_of_a_row():
    old = with_part("steps", FEET | {"position": 0}, BEND | {"position": 1})
    new = with_part("steps", FEET | {"position": 1}, BEND | {"position": 2})
    difference = between(old, new, Exercise)
    assert not difference.parts
    assert "nothing that readers or editors see" in shown(difference)


@pytest.mark.django_db
def test_rows_are_called_by_what_they_point_to():
    author, bridge = make_contributor(name="Ada"), make_exercise(title="Bridge")
    items = make_routine(items=[bridge, {"activity": "walk", "minutes": 5, "title": "A stroll"}])
    old = with_part("authorships")
    new = with_part("authorships", {"contributor": author.pk})
    new["parts"]["items"] = snapshots.take(items)["parts"]["items"]
    named = {
        part.label: [row.name for row in part.rows] for part in between(old, new, Routine).parts
    }
    assert named == {"Authors": ["Ada"], "Items": ["Bridge", "A stroll"]}


@pytest.mark.django_db
def test_poses_are_told_line_by_line():
    old = FEET | {"pose": {"torso": {"pitch": 30}, "contacts": ["feet"]}}
    new = FEET | {"pose": {"torso": {"pitch": 45}, "contacts": ["feet"]}}
    told = shown(between(with_part("steps", old), with_part("steps", new), Exercise))
    assert "torso.pitch: [removed: 30] [added: 45]" in told


@pytest.mark.django_db
def test_names_cost_one_query_for_each_kind_of_row(django_assert_num_queries):
    rows = [{"contributor": make_contributor().pk} for _ in range(20)]
    new = with_part("authorships", *rows) | {
        "links": {"topics": [make_topic().pk for _ in range(20)]}
    }
    with django_assert_num_queries(2):
        between(snapshot(), new, Article)


# Hostile words ----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_hostile_words_are_only_words(kind):
    bad = "<img src=x onerror=hit()>\"'</del><script>hit()</script>"
    page = make_page(kind)
    fill(page)
    good = snapshots.take(type(page).objects.get(pk=page.pk))

    def spoilt(value):
        if isinstance(value, dict):
            return {f"{key}": spoilt(inner) for key, inner in value.items()} | {bad: bad}
        if isinstance(value, list):
            return [*map(spoilt, value), bad]
        return f"{bad} {value}"

    difference = between(
        good, spoilt(json.loads(json.dumps(good, cls=DjangoJSONEncoder))), kinds[kind].model
    )
    html = render_to_string("admin/publishing/page/_difference.html", {"difference": difference})
    assert "<img" not in html
    assert "<script" not in html
    assert escape("<img src=x onerror=hit()>") in html
