"""What is chosen in a form is looked up once, and nothing else can be chosen than before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import LearnMore
from backcare.library.models import Image
from backcare.publishing import drafting
from backcare.publishing.models import Authorship, Revision
from exercises.models import Step
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_series,
    make_topic,
)

from .typing import Form

pytestmark = pytest.mark.django_db

REFUSED = "Select a valid choice. That choice is not one of the available choices."


def errors_of(response):
    """What the form says of its fields and of those of its rows, by their names."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): said for name, said in form.errors.items()}
    return found


def rich(**more):
    pages = [make_article() for _ in range(3)]
    return make_article(
        status="draft",
        authors=[make_contributor() for _ in range(3)],
        learn_more=[{"target": page.page_ptr, "text": "more"} for page in pages],
        **more,
    )


@pytest.mark.parametrize("wrong", ["999999999", "not a number", "9" * 30, "1' OR 1=1", "-1"])
@pytest.mark.parametrize("field", ["reviewer", "authorships-2-contributor", "learn_more-1-target"])
def test_what_is_no_choice_is_refused_with_the_same_words(editor, field, wrong):
    page = rich(reviewer=make_contributor())
    form = Form(editor, page)

    form.type(title="New", **{field: wrong})
    response = form.save()

    assert errors_of(response) == {field: [REFUSED]}
    page.refresh_from_db()
    assert page.title != "New"


def test_a_row_cannot_choose_what_its_field_does_not_offer(editor):
    page = rich()
    form = Form(editor, page)
    draft = drafting.edit_as_draft(make_article(), editor.user)  # Only originals are linked to.

    form.type(**{"learn_more-0-target": draft.pk})

    assert errors_of(form.save()) == {"learn_more-0-target": [REFUSED]}
    assert not LearnMore.objects.filter(target=draft.pk).exists()


def test_a_choice_is_refused_that_may_not_be_chosen_any_more(editor):
    image, pictured = make_image(), make_image()
    page = make_article(status="draft", lead_image=image)
    exercise = make_exercise(status="draft", steps=[{"text": "Sit.", "image": pictured}])
    forms = [Form(editor, page), Form(editor, exercise)]
    Image.objects.update(alt="", is_waiting=True)

    said = []
    for form in forms:
        form.type(title="New", **{"steps-0-text": "Stand."})
        said.append(errors_of(form.save()))

    assert said == [{"lead_image": [REFUSED]}, {"steps-0-image": [REFUSED]}]


def test_a_row_of_another_page_is_not_taken(editor):
    page, other = rich(), rich()
    theirs = other.authorships.first()
    form = Form(editor, page)

    form.type(**{"authorships-0-id": theirs.pk, "authorships-0-contributor": make_contributor().pk})
    form.save()

    theirs.refresh_from_db()
    assert theirs.page_id == other.pk
    assert other.authorships.count() == page.authorships.count() == 3


def test_rows_are_still_checked_as_a_whole(editor):
    page = rich()
    form = Form(editor, page)
    twice = {"authorships-1-contributor": form.data["authorships-0-contributor"]}

    form.type(series=make_series().pk, **twice)
    response = form.save()

    assert "Say which place the article has in its series." in str(errors_of(response))
    assert not Authorship.objects.exclude(page=page.pk).filter(page=page.pk).exists()
    inlines = {
        each.formset.prefix: each.formset for each in response.context["inline_admin_formsets"]
    }
    assert inlines["authorships"].non_form_errors()


def test_choices_are_stored_and_named(editor):
    page = rich(reviewer=make_contributor(name="Ada Example"), lead_image=make_image(alt="A mat"))
    chosen, target = make_contributor(name="Bo Example"), make_article(title="Sitting well")
    form = Form(editor, page)
    form.type(
        **{"authorships-0-contributor": chosen.pk, "learn_more-2-target": target.pk, "reviewer": ""}
    )
    assert form.save().status_code == 302

    page.refresh_from_db()
    assert page.reviewer is None
    assert page.authorships.first().contributor == chosen
    assert page.learn_more.last().target_id == target.pk
    html = editor.get(form.url).content.decode()
    assert f'<option value="{chosen.pk}" selected>Bo Example</option>' in html
    assert f'<option value="{target.pk}" selected>Sitting well</option>' in html
    assert "A mat</option>" in html
    assert "Ada Example</option>" not in html


def test_links_are_written_when_they_change_and_only_then(editor):
    topics = [make_topic(), make_topic()]
    page = make_article(status="draft", topics=topics)
    before = list(page.taggings.order_by("pk").values_list("pk", flat=True))
    form = Form(editor, page)

    form.type(title="New")
    form.save()
    assert list(page.taggings.order_by("pk").values_list("pk", flat=True)) == before

    form = Form(editor, page)
    form.type(topics=[topics[1].pk])
    form.save()
    assert [topic.pk for topic in page.topics.all()] == [topics[1].pk]
    said = Revision.objects.first().snapshot["links"]["topics"]
    assert said == [topics[1].pk]


@pytest.mark.parametrize("do", [lambda form: form.client.get(form.url), Form.save])
def test_more_rows_need_no_more_queries(editor, do):
    def asked(rows):
        page = make_article(
            status="draft",
            authors=[make_contributor() for _ in range(rows)],
            learn_more=[{"target": make_article().page_ptr, "text": "x"} for _ in range(rows)],
            sources=[{"organisation": "NICE", "title": f"{n}"} for n in range(rows)],
        )
        form = Form(editor, page)
        form.type(title="New")
        with CaptureQueriesContext(connection) as queries:
            assert do(form).status_code in {200, 302}
        return len(queries)

    asked(1)
    assert asked(2) == asked(8)


def test_pictures_of_steps_are_looked_up_together(editor):
    steps = [{"text": f"Step {number}", "image": make_image()} for number in range(6)]
    page = make_exercise(status="draft", steps=steps)
    form = Form(editor, page)
    form.type(title="New")

    with CaptureQueriesContext(connection) as queries:
        assert form.save().status_code == 302

    assert sum('FROM "library_image"' in query["sql"] for query in queries) == 1
    kept = Step.objects.filter(exercise=page.pk).values_list("image", flat=True)
    assert list(kept) == [step["image"].pk for step in steps]
