"""People whom readers may learn of, and what speaks for them."""

from datetime import UTC, datetime

import pytest
from django.db.models import ProtectedError

from backcare.people.models import Contributor
from backcare.publishing.drafting import edit_as_draft
from backcare.publishing.models import Authorship
from tests.factories import make_article, make_contributor, make_page, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["article", "exercise", "information", "routine"])
def test_writers_and_reviewers_of_live_pages_are_visible_once(kind):
    writer, reviewer = make_contributor(name="a"), make_contributor(name="b")
    make_contributor(name="c")
    for _ in range(2):
        make_page(kind, authors=[writer], reviewer=reviewer, reviewed_on="2026-01-05")
    assert list(Contributor.objects.visible()) == [writer, reviewer]


def test_somebody_who_is_to_review_is_not_visible_before_they_have():
    make_article(reviewer=make_contributor())
    assert not Contributor.objects.visible().exists()


@pytest.mark.parametrize(
    "state",
    [
        {"status": "draft"},
        {"status": "archived"},
        {"live_at": datetime(2999, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=["draft", "archived", "scheduled", "expired"],
)
def test_writers_and_reviewers_of_other_pages_are_not(state):
    make_article(
        authors=[make_contributor()], reviewer=make_contributor(), reviewed_on="2026-01-05", **state
    )
    assert not Contributor.objects.visible().exists()


def test_somebody_whom_only_a_draft_of_a_live_page_names_is_not_visible():
    draft = edit_as_draft(make_article(), by=None)
    Authorship.objects.create(page=draft, contributor=make_contributor())
    assert not Contributor.objects.visible().exists()


@pytest.mark.parametrize(
    ("credentials", "lived", "standing"),
    [
        ("", False, ""),
        ("Physiotherapist", False, "Physiotherapist"),
        ("", True, "lived experience"),
        ("Physiotherapist", True, "Physiotherapist, lived experience"),
    ],
)
def test_what_speaks_for_somebody(credentials, lived, standing):
    person = make_contributor(credentials=credentials, lived_experience=lived)
    assert person.standing == standing


def test_somebody_who_wrote_or_reviewed_cannot_be_deleted():
    writer, reviewer = make_contributor(), make_contributor()
    make_article(authors=[writer], reviewer=reviewer, status="draft")
    for person in (writer, reviewer):
        with pytest.raises(ProtectedError):
            person.delete()


def test_a_person_survives_their_account():
    account = make_user()
    person = make_contributor(user=account)
    account.delete()
    person.refresh_from_db()
    assert person.user is None
