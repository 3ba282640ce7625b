"""Loads the demonstration content: what pages share here, the pages by their kinds' loaders.

Whatever is there already is left as it is, so that loading twice changes nothing and an
editor's corrections stay. Pages are known by their address, what they share by address or name.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from backcare.comments.demo.loader import load_comments
from backcare.library.models import Image
from backcare.people.models import Contributor
from backcare.publishing import references
from backcare.publishing.drafting import publish
from backcare.publishing.kinds import kinds
from backcare.publishing.models import Authorship, Page, Source
from backcare.publishing.related import refreshed_together
from backcare.richtext.sanitise import sanitise
from backcare.site.models import InformationPage, SafetyText, SiteSettings
from backcare.topics.models import GlossaryTerm, Topic, TopicSynonym

from .files import read, read_folder

CONTENT = Path(__file__).parent / "content"
PAGE_FIELDS = ("title", "summary", "search_title", "search_description", "change_note")
EXTRA_SIGNS = ("extra_emergency", "extra_urgent", "extra_doctor")
REFERENCE = re.compile(r'data-page="([a-z]+:[a-z0-9-]+)"')
PICTURE = re.compile(r'data-image="([^"]+)"')

Values = dict[str, Any]
M = TypeVar("M", bound=Model)
P = TypeVar("P", bound=Page)


def as_lines(values: Values, name: str) -> str:
    """A list of the file, one item a line. Raises ValueError for a bare text: a slip."""
    items = values.get(name, [])
    if not isinstance(items, list):
        raise ValueError(f"{values['slug']}: {name} must be a list.")
    return "\n".join(items)


class Demo:
    """One loading. ``created`` counts the new rows by what they are."""

    def __init__(self) -> None:
        self.created: dict[str, int] = {}
        # Keys of the pages that this loading has published.
        self.new_pages: set[int] = set()
        self._later: list[Callable[[], None]] = []
        self._shared: dict[tuple[type[Model], str], Model] = {}
        self.images = {
            entry["file"]: entry for entry in read(CONTENT / "images" / "images.toml")["images"]
        }

    def later(self, job: Callable[[], None]) -> None:
        """Have ``job`` run once every page has its row, so that pages can refer to any other."""
        self._later.append(job)

    def count(self, what: str) -> None:
        self.created[what] = self.created.get(what, 0) + 1

    def shared(
        self, model: type[M], values: Values, *, known_by: tuple[str, ...] = ("slug", "name")
    ) -> tuple[M, bool]:
        """The row of what pages share, made of ``values`` when missing, and whether it is new.

        An editor may have changed its address or its name: a row that has one of the fields
        ``known_by`` in common is the one. From now on ``named`` finds it by the file's address.
        """
        rows = model._default_manager
        found = (rows.filter(**{field: values[field]}).first() for field in known_by)
        row = next((row for row in found if row is not None), None)
        is_new = row is None
        if row is None:
            row = rows.create(**values)
        self._shared[model, values["slug"]] = row
        return row, is_new

    def named(self, model: type[M], slugs: Iterable[str]) -> list[M]:
        """The rows that files name by these addresses, each once. Raises LookupError."""
        rows: dict[Any, Any] = {}
        for slug in slugs:
            if (model, slug) not in self._shared:
                raise LookupError(f"The demonstration content has no {model.__name__} {slug!r}.")
            row = self._shared[model, slug]
            rows[row.pk] = row
        return list(rows.values())

    def page(self, reference: str) -> Page:
        """The page that "article:sciatica" names. Raises LookupError when there is none."""
        kind, _colon, slug = reference.partition(":")
        page = Page.objects.originals().filter(kind=kind, slug=slug).first()
        if page is None:
            raise LookupError(
                f"The demonstration content refers to {reference!r}, which is no page."
            )
        return page

    def image(self, name: str) -> Image:
        """The image of a file in ``content/images``; uploaded when the library lacks it."""
        about = self.images[name]
        path = CONTENT / "images" / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        existing = Image.objects.filter(digest=digest).first()
        if existing is not None:
            return existing
        with path.open("rb") as file:
            image = Image.objects.add(
                file,
                alt=about.get("alt", ""),
                decorative=about.get("decorative", False),
                caption=about.get("caption", ""),
                credit=about.get("credit", ""),
                licence=about.get("licence", ""),
            )
        self.count("image")
        return image

    def new_page(self, model: type[P], values: Values) -> P | None:
        """A saved draft with what every page has; None when the address is taken."""
        if model.objects.originals().filter(slug=values["slug"]).exists():
            return None
        page = model(
            slug=values["slug"],
            is_demonstration=True,
            review_due_on=values.get("review_due_on"),
            **{name: values.get(name, "") for name in PAGE_FIELDS},
            **{name: as_lines(values, name) for name in EXTRA_SIGNS},
        )
        if f"{values['slug']}.webp" in self.images:
            page.lead_image = self.image(f"{values['slug']}.webp")
        return page

    def add_shared_parts(self, page: Page, values: Values) -> None:
        """Topics, authors and sources."""
        page.topics.set(self.named(Topic, values.get("topics", [])))
        for position, contributor in enumerate(self.named(Contributor, values.get("authors", []))):
            Authorship.objects.create(page=page, contributor=contributor, position=position)
        for position, source in enumerate(values.get("sources", [])):
            Source.objects.create(page=page, position=position, **source)

    def resolve(self, body: str) -> str:
        """The stored form of a text: references by name become references by key."""
        body = REFERENCE.sub(lambda match: f'data-page="{self.page(match[1]).pk}"', body)
        body = PICTURE.sub(lambda match: f'data-image="{self.image(match[1]).pk}"', body)
        return sanitise(body)

    def go_live(self, page: Page, values: Values) -> None:
        """Publish as of the file's date."""
        live = publish(page, by=None, at=values["live_at"])
        Page.objects.filter(pk=live.pk).update(changed_at=values["live_at"])
        self.new_pages.add(live.pk)
        self.count(page.kind)


def load() -> dict[str, int]:
    """Load what is missing of the demonstration content; returns what was created.

    All of it or, when something fails, nothing: no row and no file.
    """
    with Image.objects.files_kept_with_rows(), transaction.atomic(), refreshed_together():
        demo = Demo()
        _load_contributors(demo)
        _load_topics(demo)
        _load_glossary(demo)
        _load_site(demo)
        _load_information_pages(demo)
        for kind in kinds:
            if kind.load_demo is not None:
                kind.load_demo(demo)
        for job in demo._later:
            job()
        load_comments(demo)
    return demo.created


def _load_contributors(demo: Demo) -> None:
    for values in read(CONTENT / "contributors.toml")["contributors"]:
        _row, is_new = demo.shared(Contributor, {**values, "is_demonstration": True})
        if is_new:
            demo.count("contributor")


def _load_topics(demo: Demo) -> None:
    for values in read(CONTENT / "topics.toml")["topics"]:
        synonyms = values.pop("synonyms", [])
        topic, is_new = demo.shared(Topic, values)
        if not is_new:
            continue
        demo.count("topic")
        for name in synonyms:
            TopicSynonym.objects.get_or_create(name=name, defaults={"topic": topic})


def _load_glossary(demo: Demo) -> None:
    for values in read(CONTENT / "glossary.toml")["terms"]:
        topic = values.pop("topic", None)
        values["topic"] = demo.named(Topic, [topic])[0] if topic else None
        _row, is_new = demo.shared(GlossaryTerm, values)
        if is_new:
            demo.count("glossary word")


def _load_site(demo: Demo) -> None:
    values = read(CONTENT / "site.toml")
    if not SiteSettings.objects.exists():
        columns = {field.name for field in SiteSettings._meta.concrete_fields}
        SiteSettings.objects.create(
            **{name: value for name, value in values.items() if name in columns},
        )
        demo.count("site settings")
    if not SafetyText.objects.exists():
        signs = read(CONTENT / "safety.toml")
        SafetyText.objects.create(
            **{level: "\n".join(signs[level]) for level in ("emergency", "urgent", "doctor")},
            note=signs.get("note", _("First version")),
        )
        demo.count("safety text")


def _load_information_pages(demo: Demo) -> None:
    for values in read_folder(CONTENT / "pages"):
        page = demo.new_page(InformationPage, values)
        if page is None:
            continue
        page.comments_open = False
        page.save()
        demo.add_shared_parts(page, values)
        demo.later(partial(_finish_information_page, demo, page, values))


def _finish_information_page(demo: Demo, page: InformationPage, values: Values) -> None:
    page.body = demo.resolve(values["body"])
    page.save()
    references.sync(page)
    demo.go_live(page, values)
