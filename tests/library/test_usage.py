"""Where an image is shown, found through keys and through what other apps tell."""

import pytest
from django.db.models import ProtectedError

from backcare.library import usage
from backcare.library.usage import Use, uses_of
from backcare.people.models import Contributor
from backcare.publishing.drafting import edit_as_draft, publish
from backcare.site.models import SiteSettings
from tests.factories import make_article

from .pictures import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def finders(monkeypatch):
    monkeypatch.setattr(usage, "_finders", [])
    return usage._finders


def test_an_unused_image_is_used_nowhere(finders):
    assert list(uses_of(make_image())) == []


def test_a_row_that_refers_to_an_image_uses_it(finders):
    image, other = make_image(), make_image()
    ada = Contributor.objects.create(name="Ada Example", slug="ada", photo=image)
    assert list(uses_of(image)) == [Use(ada, "photo")]
    assert list(uses_of(other)) == []


def test_a_registered_finder_is_asked_as_well(finders):
    image = make_image()
    ada = Contributor.objects.create(name="Ada Example", slug="ada")

    def finder(asked):
        return [Use(ada, "biography")] if asked == image else []

    usage.register(finder)
    usage.register(finder)
    assert list(uses_of(image)) == [Use(ada, "biography")]
    assert list(uses_of(make_image())) == []


def test_the_database_keeps_an_image_that_a_row_refers_to(stored):
    image = make_image()
    Contributor.objects.create(name="Ada Example", slug="ada", photo=image)
    before = stored()
    with pytest.raises(ProtectedError):
        image.delete()
    assert stored() == before


def test_what_only_a_draft_shows_is_used():
    page = make_article()
    lead, figure = make_image(), make_image()
    draft = edit_as_draft(page, by=None)
    draft.lead_image = lead
    draft.body = f'<figure data-image="{figure.pk}"></figure>'
    draft.save()
    assert [use.owner.pk for use in uses_of(lead)] == [draft.pk]
    assert [use.owner.pk for use in uses_of(figure)] == [draft.pk]
    assert usage.used_images() == {lead.pk, figure.pk}


def test_what_only_an_earlier_version_shows_is_not():
    image = make_image()
    page = publish(make_article(status="draft", lead_image=image), by=None)
    draft = edit_as_draft(page, by=None)
    draft.lead_image = None
    draft.save()
    publish(draft, by=None)
    assert page.revisions.count() == 2
    assert list(uses_of(image)) == []


def test_the_logo_is_used():
    image = make_image()
    SiteSettings.objects.create(logo=image)
    assert len(list(uses_of(image))) == 1
    assert usage.used_images() == {image.pk}
