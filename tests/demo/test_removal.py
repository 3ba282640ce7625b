import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from backcare.demo.demo import load
from backcare.demo.removal import remove
from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.publishing.models import Page
from backcare.topics.models import Topic
from exercises.models import Exercise
from tests.factories import make_article, make_routine

pytestmark = pytest.mark.django_db


def test_what_the_demonstration_brought_goes_and_what_a_site_needs_stays():
    own = make_article(title="Our own")
    load()
    topics = Topic.objects.count()

    removed = remove()

    assert removed == {"page": 39, "contributor": 3, "image": 19}
    assert set(Page.objects.exclude(kind="information")) == {own.page_ptr}
    assert Page.objects.filter(kind="information").count() == 4
    assert not Contributor.objects.exists()
    assert not Image.objects.exists()
    assert Topic.objects.count() == topics


def test_person_and_picture_that_a_page_shows_stay():
    load()
    person = Contributor.objects.first()
    picture = Image.objects.first()
    make_article(authors=[person], lead_image=picture)

    removed = remove()

    assert (removed["contributor"], removed["image"]) == (2, 18)
    assert Contributor.objects.get() == person
    assert Image.objects.get() == picture


def test_nothing_goes_while_a_page_of_the_site_needs_it():
    load()
    make_routine(title="Our routine", items=[Exercise.objects.get(slug="bridge")])
    before = Page.objects.count()

    with pytest.raises(ValidationError):
        remove()
    with pytest.raises(CommandError, match="Change them first"):
        call_command("demo", remove=True)

    assert Page.objects.count() == before
