"""Whatever is done to the site, no kept answer differs from a new one."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import resolve
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from articles.models import LearnMore, Series
from backcare.comments import moderation
from backcare.comments.models import Comment
from backcare.library.models import Image
from backcare.pagecache.generations import generations
from backcare.pagecache.listening import Listener
from backcare.pagecache.query import is_cacheable
from backcare.people.models import Contributor
from backcare.publishing import drafting, references
from backcare.publishing.models import Authorship, Page, RelatedChoice
from backcare.site.models import SafetyText, SiteSettings
from backcare.topics.models import GlossaryTerm, Topic, TopicSynonym
from exercises.models import Factor, RoutineItem, Step
from tests.comments.factories import make_comment
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_factor,
    make_image,
    make_information_page,
    make_routine,
    make_series,
    make_term,
    make_topic,
    make_user,
)
from tests.pagecache.conftest import Site
from tests.public_urls import WALKS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
# Of the addresses that are compared after each step; the others after the last.
OFTEN = 12


class World:
    """A small site with one of everything, and what can happen to it."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.listener = Listener()
        self.numbers = itertools.count(1)
        self.editor = make_user(username="editor", is_staff=True)
        self.editor.groups.add(*Group.objects.filter(name="editor"))
        self.topics = [make_topic(name=name) for name in ("Sciatica", "Posture", "Sleep")]
        self.people = [make_contributor(name=name) for name in ("Ann Ash", "Bob Birch")]
        image = make_image()
        series = make_series()
        factor = make_factor()
        exercises = [
            make_exercise(title=f"Stretch {number}", topics=[self.topics[number]])
            for number in range(2)
        ]
        exercises[0].factors.add(factor)
        Step.objects.create(exercise=exercises[0], text="Lie down.")
        routine = make_routine(title="Mornings")
        RoutineItem.objects.create(routine=routine, exercise=exercises[0], position=1)
        for number in range(3):
            make_article(
                title=f"Article {number}",
                topics=self.topics[: number + 1],
                authors=[self.people[number % 2]],
                lead_image=image,
                series=series if number else None,
                series_position=number or None,
                reviewer=self.people[1],
                reviewed_on=START.date(),
                review_due_on=(START + timedelta(days=2 * number + 1)).date(),
                body=f'<p>Text.</p><div data-page="{exercises[0].pk}"></div>',
            )
        for page in Page.objects.all():
            drafting.publish(page.specific, self.editor)
        make_information_page(title="About us", slug="about")
        make_term(name="Disc", topic=self.topics[0])
        make_comment(page=Page.objects.filter(kind="article").first())

    def addresses(self) -> list[str]:
        """Every address whose answers are kept."""
        found = []
        for name, walk in WALKS.items():
            if name not in {"search:search", "routines:build"}:
                found += walk()
        return sorted(
            address
            for address in set(found)
            if is_cacheable(resolve(address.partition("?")[0]).func)
        )


def some(rows: Iterator | list, pick: int):
    rows = list(rows)
    return rows[pick % len(rows)] if rows else None


def published(pick: int) -> Page | None:
    page = some(Page.objects.filter(status="published").order_by("pk"), pick)
    return page.specific if page else None


def add_article(world: World, pick: int) -> None:
    page = make_article(
        title=f"New {next(world.numbers)}",
        status="draft",
        live_at=None,
        first_published_at=None,
        topics=[some(world.topics, pick)],
        authors=[some(world.people, pick)],
    )
    at = timezone.now() + timedelta(hours=1) if pick % 3 == 0 else None
    drafting.publish(page, world.editor, at=at)


def change(world: World, pick: int) -> None:
    """Publish a draft over a live page: other words, people and topics, perhaps another place."""
    page = published(pick)
    if page is None or not page.is_live:
        return
    draft = drafting.edit_as_draft(page, world.editor)
    if pick % 2:
        draft.title = f"{page.title}*"[:80]
    draft.summary = f"Summary {next(world.numbers)}."
    if pick % 5 == 0:
        draft.review_due_on = (timezone.now() + timedelta(days=1)).date()
    if pick % 7 == 0 and hasattr(draft, "level"):
        draft.level = draft.level % 3 + 1
    if pick % 11 == 0:
        draft.expires_at = timezone.now() + timedelta(hours=2)
    if hasattr(draft, "body") and pick % 3 == 0:
        target = published(pick + 1)
        draft.body = f'<p>Other.</p><div data-page="{target.pk}"></div>' if target else "<p>No.</p>"
    draft.save()
    if pick % 4 == 0:
        draft.topics.set([some(world.topics, pick + 1)])
    if pick % 6 == 0:
        draft.authorships.all().delete()
        Authorship.objects.create(page=draft, contributor=some(world.people, pick))
    if pick % 9 == 0 and page.kind == "article":
        LearnMore.objects.create(article=draft, target=published(pick + 2))
    if pick % 8 == 0:
        other = published(pick + 3)
        if other.pk != page.pk:
            RelatedChoice.objects.get_or_create(
                page=draft, target=other, defaults={"action": RelatedChoice.Action.PIN}
            )
    if page.kind == "routine" and pick % 2 == 0:
        exercise = some(Page.objects.filter(kind="exercise", status="published"), pick)
        RoutineItem.objects.create(
            routine=draft,
            exercise=exercise.specific if exercise else None,
            position=9,
            title="Walk",
        )
    references.sync(draft)
    drafting.publish(draft, world.editor)


def touch_draft(world: World, pick: int) -> None:
    """Work on a draft, which readers must not notice."""
    if (page := published(pick)) is not None:
        draft = drafting.edit_as_draft(page, world.editor)
        draft.title = f"Secret {next(world.numbers)}"
        draft.save()
        drafting.remember(draft, world.editor, "saved")


def withdraw(world: World, pick: int) -> None:
    if (page := published(pick)) is not None and page.kind != "information":
        (drafting.archive if pick % 2 else drafting.unpublish)(page, world.editor)


def bring_back(world: World, pick: int) -> None:
    away = Page.objects.exclude(status="published").filter(draft_of=None).order_by("pk")
    if (page := some(away, pick)) is not None:
        draft = drafting.edit_as_draft(page.specific, world.editor)
        draft.expires_at = None
        draft.save()
        drafting.publish(draft, world.editor)


def comment(world: World, pick: int) -> None:
    if (page := published(pick)) is None or page.kind == "information":
        return
    status = Comment.Status.HELD if pick % 3 == 0 else Comment.Status.APPROVED
    above = some(Comment.objects.filter(page=page, status="approved"), pick) if pick % 2 else None
    make_comment(above, page=page.page_ptr, status=status)


def moderate(world: World, pick: int) -> None:
    row = some(Comment.objects.order_by("pk"), pick)
    if row is None:
        return
    wanted = some(["approved", "spam", "held", "removed"], pick // 3)
    moderation.decide(row, wanted, by=world.editor)


def mark(world: World, pick: int) -> None:
    row = some(Comment.objects.filter(status="approved").order_by("pk"), pick)
    if row is not None and row.parent_id is None:
        moderation.pin(row, by=world.editor, is_pinned=not row.is_pinned)


def rename(world: World, pick: int) -> None:
    """Something that pages show beside themselves."""
    models = (Topic, Contributor, Series, Factor, GlossaryTerm, Image)
    row = some(some(models, pick)._default_manager.order_by("pk"), pick)
    if row is not None:
        name = next(
            name for name in ("name", "title", "alt") if name in {f.name for f in row._meta.fields}
        )
        setattr(row, name, f"Renamed {next(world.numbers)}")
        row.save()


def other_word(world: World, pick: int) -> None:
    synonym = some(TopicSynonym.objects.all(), pick)
    if synonym is not None and pick % 2:
        synonym.delete()
    else:
        TopicSynonym.objects.create(
            topic=some(world.topics, pick), name=f"word {next(world.numbers)}"
        )


def set_up(world: World, pick: int) -> None:
    """The settings of the site."""
    row = SiteSettings.objects.first() or SiteSettings()
    if pick % 3 == 0:
        row.comments_close_after_days = pick % 4 + 1
    elif pick % 3 == 1:
        row.tagline = f"Tagline {next(world.numbers)}"
    else:
        SafetyText.objects.create(emergency=f"sign {next(world.numbers)}", urgent="x", doctor="y")
    row.save()


def open_or_close(world: World, pick: int) -> None:
    if (page := published(pick)) is not None:
        page.comments_open = not page.comments_open
        page.save(update_fields=["comments_open"])


def wait(world: World, pick: int) -> None:
    """Let time pass: minutes, or days."""
    world.clock.shift(timedelta(minutes=37) if pick % 3 else timedelta(days=1, hours=3))


STEPS: list[Callable[[World, int], None]] = [
    add_article, change, change, change, touch_draft, withdraw, bring_back, comment, comment,
    moderate, mark, rename, other_word, set_up, open_or_close, wait, wait,
]  # fmt: skip


def plain(body: bytes) -> bytes:
    """Without what is meant to differ from one rendering to the next."""
    return re.sub(rb"(?<=\n)\s+", b"", body)


def differences(world: World, site: Site, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        kept, new = site.get(address), site.get(address, fresh=True)
        if (kept.status, plain(kept.body)) != (new.status, plain(new.body)):
            found.append(f"{address} {kept.status} {kept.headers.get('cache-status')}")
            found.append(first_difference(kept.body.decode(), new.body.decode()))
    return found


def first_difference(kept: str, new: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(kept, new, strict=False)) if a != b), 0)
    start = max(0, place - 80)
    return f"\n  kept: {kept[start : place + 120]!r}\n  new:  {new[start : place + 120]!r}"


@pytest.fixture
def world():
    """The site; it goes on from one run of steps to the next."""
    generations().begin_again()
    with time_machine.travel(START, tick=False) as clock:
        yield World(clock)


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 999)), min_size=15, max_size=15))
@settings(
    max_examples=3,
    deadline=None,
    # Making a failure smaller takes longer than reading a long one.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_kept_answers_are_what_new_ones_would_be(world, site, steps):
    for number, (step, pick) in enumerate(steps):
        world.listener.look()
        addresses = world.addresses()
        chosen = [addresses[(pick + number * 7 + n * 3) % len(addresses)] for n in range(OFTEN)]
        for address in chosen:
            site.get(address)
        try:
            step(world, pick)
        except (ValidationError, ValueError) as refused:
            note(f"{step.__name__} {pick}: refused, {refused}")
        else:
            note(f"{step.__name__} {pick}")
        world.listener.look()
        assert not differences(world, site, chosen)
        world.clock.shift(timedelta(seconds=1))
    world.listener.look()
    assert not differences(world, site, world.addresses())


def test_the_comparison_finds_what_is_stale(world, site):
    """A change that nobody is told of: what the rest of this module would find."""
    article = Page.objects.filter(kind="article").first()
    address = article.get_absolute_url()
    site.get(address)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_page SET title = 'Unsaid' WHERE id = %s", [article.pk])
    assert differences(world, site, [address])
