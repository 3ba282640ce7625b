"""Each live page has a card that shows what it says; nothing else has one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image as Picture

from articles.models import Article
from backcare.jobs.models import Job
from backcare.jobs.queue import run_due
from backcare.library import files
from backcare.library.models import Image
from backcare.publishing.drafting import archive, edit_as_draft, publish
from backcare.publishing.models import Page
from backcare.sharing import jobs
from backcare.sharing.cards import refresh_card, refresh_cards
from backcare.sharing.models import SocialCard
from backcare.site.models import SiteSettings
from tests.factories import make_article
from tests.library.pictures import make_image
from tests.markup import parsed

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Has the worker do what is due, and what follows from its commits."""

    def do(now=None) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            run_due(now)

    return do


def published(**overrides) -> Article:
    return publish(make_article(status="draft", **overrides), by=None)


def name_of(page: Page) -> str:
    return SocialCard.objects.get(page=page.pk).name


def test_publishing_has_a_card_drawn(work, cards, media):
    page = published(title="Sciatica")
    assert cards() == set()
    work()
    assert cards() == {name_of(page)}
    assert files.is_generated(name_of(page))
    with Picture.open(media / name_of(page)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))


def test_links_show_the_card_once_it_is_there(work, client):
    image = make_image()
    page = published(title="Sciatica", lead_image=image)
    before = parsed(client.get(page.get_absolute_url()))
    assert before.meta("og:image") == f"http://testserver{image.social_url}"
    assert before.meta("og:image:width") is None
    work()
    after = parsed(client.get(page.get_absolute_url()))
    assert after.meta("og:image") == f"http://testserver/media/{name_of(page)}"
    assert after.meta("og:image:alt") == "Sciatica"
    assert (after.meta("og:image:width"), after.meta("og:image:height")) == ("1200", "630")
    answer = client.get(f"/media/{name_of(page)}")
    assert answer.status_code == 200
    b"".join(answer.streaming_content)


def test_a_job_that_runs_twice_draws_once(work, cards):
    page = published()
    work()
    name = name_of(page)
    jobs.draw_card(page=page.pk)
    assert name_of(page) == name
    assert cards() == {name}


def test_a_draft_has_no_card(work, cards):
    draft = make_article(status="draft")
    page = published(title="As readers know it")
    work()
    before = cards()
    change = edit_as_draft(page, by=None)
    change.title = "Secret"
    change.save()
    for row in (draft, change):
        refresh_card(row.pk)
    refresh_cards()
    work()
    assert cards() == before == {name_of(page)}


def test_a_page_to_come_has_no_card_before_its_time(work, cards, time_machine):
    page = make_article(status="draft")
    publish(page, by=None, at=timezone.now() + HOUR)
    work()
    assert cards() == set()
    time_machine.move_to(timezone.now() + 2 * HOUR)
    work()
    assert cards() == {name_of(page)}


def test_another_title_makes_another_card(work, cards):
    page = published(title="Sciatica")
    work()
    first = name_of(page)
    draft = edit_as_draft(page, by=None)
    draft.title = "Sciatica, explained"
    draft.save()
    publish(draft, by=None)
    work()
    assert cards() == {name_of(page)}
    assert name_of(page) != first


def test_what_a_card_does_not_show_leaves_it_as_it_is(work):
    page = published()
    work()
    first = name_of(page)
    publish(edit_as_draft(page, by=None), by=None)
    work()
    assert name_of(page) == first


@pytest.mark.parametrize("change", [{"name": "Backs"}, {"accent_light": "#083f37"}])
def test_another_brand_makes_other_cards(work, cards, change, django_capture_on_commit_callbacks):
    pages = [published(), published()]
    work()
    before = cards()
    with django_capture_on_commit_callbacks(execute=True):
        SiteSettings.objects.create(**change)
    work()
    assert cards() == {name_of(page) for page in pages}
    assert not cards() & before


def test_another_focal_point_makes_another_card(work, cards):
    image = make_image()
    page, other = published(lead_image=image), published()
    work()
    before = {page: name_of(page), other: name_of(other)}
    image = Image.objects.get()
    image.focal_x = 0.1
    image.save()
    work()
    assert name_of(page) != before[page]
    assert name_of(other) == before[other]


def test_words_about_an_image_ask_for_renditions_of_nothing():
    image = make_image()
    published(lead_image=image)
    Job.objects.all().delete()
    image = Image.objects.get()
    image.save(update_fields=["alt", "renditions"])
    assert not Job.objects.exists()


def test_a_withdrawn_page_keeps_no_file(work, cards, django_capture_on_commit_callbacks):
    page = published()
    work()
    with django_capture_on_commit_callbacks(execute=True):
        archive(page, by=None)
    assert cards() == set()
    assert not SocialCard.objects.exists()
    refresh_cards()
    assert cards() == set()


def test_a_page_that_is_withdrawn_while_it_is_drawn_keeps_no_file(work, cards, monkeypatch):
    page = published()
    write = files.write_card

    def withdrawn(file):
        archive(Article.objects.get(), by=None)
        return write(file)

    monkeypatch.setattr(files, "write_card", withdrawn)
    work()
    assert cards() == set()
    assert page.pk


def test_a_deleted_page_keeps_no_file(work, cards, django_capture_on_commit_callbacks):
    page = published()
    work()
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.filter(pk=page.pk).delete()
    assert cards() == set()


def test_an_expired_page_loses_its_card_within_the_hour(work, cards, time_machine):
    page = published()
    work()
    Page.objects.filter(pk=page.pk).update(expires_at=timezone.now() + HOUR)
    time_machine.move_to(timezone.now() + 2 * HOUR)
    jobs.keep_cards()
    assert not SocialCard.objects.exists()


def test_cards_that_are_missing_are_drawn_some_at_a_time(cards):
    pages = [make_article(), make_article()]
    last = refresh_cards(seconds=0)
    assert last == pages[0].pk
    assert cards() == {name_of(pages[0])}
    assert refresh_cards(after=last, seconds=60) is None
    assert cards() == {name_of(page) for page in pages}


def test_a_missing_image_keeps_no_other_card_from_being_drawn(cards, media):
    image = make_image()
    make_article(lead_image=image)
    sound = make_article()
    (media / image.file.name).unlink()
    assert refresh_cards() is None
    assert cards() == {name_of(sound)}


def test_a_full_disk_leaves_the_old_card(work, cards, monkeypatch):
    page = published()
    work()
    name = name_of(page)
    Page.objects.filter(pk=page.pk).update(title="Another")

    def full(file):
        raise files.StorageError("No space left on device")

    monkeypatch.setattr(files, "write_card", full)
    refresh_cards()
    assert cards() == {name} == {name_of(page)}
