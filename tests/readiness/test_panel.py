"""The panel beside the form, and the address that it asks while somebody types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backcare.publishing.models import Page
from backcare.readiness.checking import findings_of
from backcare.site.current import current_site
from tests.desk.conftest import admin_url, form_data
from tests.factories import (
    MAKERS,
    make_article,
    make_exercise,
    make_image,
    make_information_page,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

READING = ("SELECT", "SAVEPOINT", "RELEASE")


def rules(response):
    """The titles of the rules that the panel names."""
    return {str(group.rule.title) for panel in panels(response) for group in panel}


def panels(response):
    panel = response.context["readiness"]
    return panel.blocking, panel.advising


def test_a_form_opens_with_what_the_saved_page_lacks(signed_in):
    page = make_article(status="draft", summary="", body="<p>Take naproxen.</p>")

    response = signed_in("editor").get(admin_url(page))

    assert {"No summary", "Medicine without a source", "No topic"} <= rules(response)
    assert 'href="#id_summary"' in response.content.decode()
    assert admin_url(page, "checks") in response.content.decode()


def test_a_form_with_mistakes_comes_back_with_what_was_typed_checked(signed_in):
    client = signed_in("editor")
    page = make_article(status="draft", summary="")
    data = form_data(client.get(admin_url(page)))

    response = client.post(
        admin_url(page), data | {"title": "", "summary": "New.", "body": "<h3>Skip</h3>"}
    )

    assert response.status_code == 200
    assert "Heading that skips a level" in rules(response)
    assert "No summary" not in rules(response)


def test_what_is_typed_is_checked_and_nothing_is_written(signed_in):
    client = signed_in("editor")
    page = make_article(status="draft", title="Before", sources=[{"organisation": "NHS"}])
    data = form_data(client.get(admin_url(page)))
    data |= {
        "title": "After",
        "summary": "",
        "body": "<p>Naproxen <a href='/nowhere/'>is</a> a cure.</p><script>x</script>",
        "sources-0-DELETE": "on",
    }

    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.post(admin_url(page, "checks"), data)

    assert rules(response) >= {
        "No summary",
        "Medicine without a source",
        "Link that leads nowhere",
        "Claim that promises too much",
    }
    assert "After" in response.content.decode()
    assert all(query["sql"].startswith(READING) for query in asked)
    page.refresh_from_db()
    assert (page.title, page.sources.count()) == ("Before", 1)


def test_a_new_page_is_checked_before_it_is_saved(signed_in):
    client = signed_in("author")
    add = reverse("admin:exercises_exercise_add")
    data = form_data(client.get(add))
    rows = {
        "steps-TOTAL_FORMS": 2,
        "steps-0-text": "Lie down.",
        "steps-1-text": "",
        "title": "Bridge",
        "summary": "You lift your hips.",
    }

    response = client.post(reverse("admin:exercises_exercise_new_checks"), data | rows)

    assert response.status_code == 200
    assert "No steps" not in rules(response)
    assert "No summary" not in rules(response)
    assert not Page.objects.exists()


def test_values_that_the_form_would_refuse_are_checked_as_they_stand(signed_in):
    client = signed_in("editor")
    page = make_article(status="draft")
    data = form_data(client.get(admin_url(page))) | {
        "summary": "word " * 45,
        "lead_image": "none",
        "series": "x" * 30,
        "expires_at_0": "never",
        "sources-TOTAL_FORMS": "99999999999999999999",
    }

    response = client.post(admin_url(page, "checks"), data)

    assert "Long summary" in rules(response)


def test_words_are_shown_as_words(signed_in):
    hostile = '"><img src=x onerror=alert(1)>'
    page = make_article(status="draft", title=hostile, summary=f"{hostile} is a cure.")
    make_article(title=hostile)

    html = signed_in("editor").get(admin_url(page)).content.decode()

    assert "<img src=x" not in html


# Who may ask ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 200), ("author", 200), ("reviewer", 200), ("moderator", 200)]
)
def test_who_sees_an_article_may_have_it_checked(signed_in, role, status):
    page = make_article(status="draft")
    assert signed_in(role).post(admin_url(page, "checks")).status_code == status


@pytest.mark.parametrize("role", ["author", "reviewer", "moderator"])
def test_who_may_not_see_a_page_or_add_one_may_not_have_it_checked(signed_in, role):
    client = signed_in(role)
    page = make_information_page(status="draft")

    assert client.post(admin_url(page, "checks")).status_code == 403
    assert client.post(reverse("admin:site_informationpage_new_checks")).status_code == 403


def test_who_can_only_read_a_page_is_told_of_the_saved_one(signed_in):
    page = make_article(status="draft", summary="", created_by=make_user())

    response = signed_in("author").post(admin_url(page, "checks"), {"summary": "Mine."})

    assert "No summary" in rules(response)
    assert 'href="#id_' not in response.content.decode()


def test_strangers_forgers_and_readers_of_the_address_are_refused(client, signed_in, settings):
    page = make_article(status="draft")
    assert client.post(admin_url(page, "checks")).status_code == 302

    editor = signed_in("editor")
    assert editor.get(admin_url(page, "checks")).status_code == 405
    assert editor.post(reverse("admin:articles_article_checks", args=[0])).status_code == 404
    editor.handler.enforce_csrf_checks = True
    assert editor.post(admin_url(page, "checks")).status_code == 403


def test_only_editors_change_the_watched_phrases(signed_in):
    url = reverse("admin:readiness_watchedphrase_add")
    phrase = {"phrase": "Wonder", "kind": "claim", "is_active": "on"}
    assert signed_in("author").post(url, phrase).status_code == 403
    editor = signed_in("editor")
    assert editor.post(url, phrase).status_code == 302
    for refused in ("wonder", "…"):
        response = editor.post(url, phrase | {"phrase": refused})
        assert response.context["adminform"].form.errors, refused


# What it costs -------------------------------------------------------------------------


def full(kind):
    """A draft with everything that a rule looks up, many times over."""
    image, topic = make_image(), make_topic()
    others = [make_article(topics=[topic]) for _ in range(4)]
    exercises = [make_exercise() for _ in range(4)]
    fields = {
        "lead_image": image,
        "topics": [topic],
        "sources": [{"organisation": "NHS", "title": str(n), "key": f"k{n}"} for n in range(4)],
    }
    links = "".join(f'<p><a href="{page.get_absolute_url()}">x</a></p>' for page in others)
    shown = "".join(f'<div data-page="{page.pk}"></div>' for page in exercises)
    body = f'{links}{shown}<figure data-image="{image.pk}"></figure>'
    match kind:
        case "article":
            fields |= {"body": body, "learn_more": [{"target": page} for page in others]}
        case "information":
            fields |= {"body": body}
        case "exercise":
            fields |= {
                "steps": [{"text": "Lie.", "image": image} for _ in range(4)],
                "variations": [
                    {"direction": "easier", "text": "Less.", "target": other} for other in exercises
                ],
            }
        case "routine":
            fields |= {"items": exercises}
    return MAKERS[kind](status="draft", **fields)


# Beside session, person, permissions (3) and the page: the parts of the kind, sources, topics,
# images, other pages, phrases.
CHECKING_QUERIES = {"article": 7, "exercise": 8, "information": 4, "routine": 6}


@pytest.mark.parametrize("kind", CHECKING_QUERIES)
def test_checking_a_saved_page_costs_a_fixed_number_of_queries(kind, django_assert_num_queries):
    page = full(kind)
    current_site()
    with django_assert_num_queries(CHECKING_QUERIES[kind]):
        findings_of(page)


@pytest.mark.parametrize("kind", CHECKING_QUERIES)
def test_checking_a_form_asks_no_more_than_ten_times(
    signed_in, kind, django_assert_max_num_queries
):
    client = signed_in("editor")
    page = full(kind)
    data = form_data(client.get(admin_url(page)))
    with django_assert_max_num_queries(10):
        response = client.post(admin_url(page, "checks"), data)
    assert response.status_code == 200


# The same of both ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", CHECKING_QUERIES)
def test_a_form_left_as_it_is_says_what_the_saved_page_does(signed_in, kind):
    client = signed_in("editor")
    page = full(kind)
    saved = client.get(admin_url(page))
    typed = client.post(admin_url(page, "checks"), form_data(saved))

    assert said(typed) == said(saved)


def said(response):
    return [
        (str(finding), finding.advice, finding.field, finding.quote, finding.url)
        for finding in response.context["readiness"].findings
    ]


# Before publishing ---------------------------------------------------------------------


def test_no_page_is_published_past_a_blocking_rule(signed_in):
    client = signed_in("editor")
    page = make_article(status="draft", title="Not yet", body="<p>Take naproxen.</p>")
    response = client.post(admin_url(page, "publish"), follow=True)

    page.refresh_from_db()
    assert page.status == "draft"
    assert "The page names naproxen and has no source." in response.content.decode()

    page.sources.create(organisation="NHS", title="Naproxen")
    client.post(admin_url(page, "publish"))
    page.refresh_from_db()
    assert page.is_live
