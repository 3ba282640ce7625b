"""Who may do what at every address of the desk.

The matrix is written by hand, from docs/roles.md and not from the code. A letter is a role:
author, editor, reviewer, moderator, superuser; ``all`` are these five, ``-`` is nobody. An address
that is not in it fails a test, so that nobody adds one without saying whom it is for.

What is asked is undone again, so that each request finds the same desk.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.test import Client, TestCase
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from backcare.accounts import invitations
from backcare.accounts.models import Invitation
from backcare.addresses.models import MissedAddress, Redirect
from backcare.comments.models import Block, RedFlagPhrase
from backcare.editing.models import Autosave, Presence
from backcare.jobs.models import Job
from backcare.library.models import Image
from backcare.linkcheck.models import Link, PageLink
from backcare.people.models import User
from backcare.previews.models import PreviewLink
from backcare.problems.models import Problem
from backcare.publishing import drafting
from backcare.publishing.models import Page, PlannedLink, Revision
from backcare.readiness.models import WatchedPhrase
from backcare.search.models import MissedSearch
from backcare.site.models import ContactMessage, SiteSettings
from tests import factories
from tests.comments.factories import make_comment

from .conftest import form_data

ROLES = {
    "a": "author",
    "e": "editor",
    "r": "reviewer",
    "m": "moderator",
    "s": "superuser",
}
ALL = frozenset(ROLES)
SECRET = "zqsecret"

# The pages. The author began all but two; "other" and "theirs" are somebody else's. The reviewer
# of the matrix is named on all but four: "own" and "theirs" name nobody, "other" and "queued"
# another one. "redraft" and "scheduled" are drafts of a page that readers see.
PAGES = """
                      own  other  waits  queued  ready  redraft  scheduled  live  theirs  archived
GET  change           all  all    all    all     all    all      all        all   all     all
GET  history          all  all    all    all     all    all      all        all   all     all
GET  changes          all  all    all    all     all    all      all        all   all     all
GET  version          all  all    all    all     all    all      all        all   all     all
GET  preview          all  all    all    all     all    all      all        all   all     all
POST checks           all  all    all    all     all    all      all        all   all     all
POST change           aes  es     es     es      aes    aes      -          -     -       -
POST delete           aes  es     es     es      aes    -        -          -     -       -
POST autosave         aes  es     es     es      aes    aes      -          aes   aes     aes
POST here             aes  es     es     es      aes    aes      -          -     -       -
GET  kept             aes  es     es     es      aes    aes      -          -     -       -
POST kept             aes  es     es     es      aes    aes      -          -     -       -
POST go_back          aes  es     es     es      aes    aes      -          -     -       -
GET  links            aes  es     aes    es      aes    aes      aes        -     -       -
POST links            aes  es     aes    es      aes    aes      aes        -     -       -
POST revoke_link      aes  es     aes    es      aes    aes      aes        -     -       -
POST edit_as_draft    -    -      -      -       -      -        -          aes   es      aes
POST comments         -    -      -      -       -      -        -          ems   ems     -
POST submit           aes  es     -      -       -      aes      -          -     -       -
POST take_back        -    -      aes    es      aes    -        -          -     -       -
POST ask_for_changes  -    -      ers    es      ers    -        -          -     -       -
POST approve          -    -      r      -       -      -        -          -     -       -
POST publish          es   es     es     es      es     es       es         -     -       es
POST schedule         es   es     es     es      es     es       es         -     -       -
POST unschedule       -    -      -      -       -      -        es         -     -       -
POST unpublish        -    -      -      -       -      -        -          es    es      -
POST archive          -    -      -      -       -      -        -          es    es      -
POST discard          -    -      -      -       -      aes      -          -     -       -
POST duplicate        aes  aes    aes    aes     aes    aes      aes        aes   aes     aes
POST mark_reviewed    rs   -      r      -       r      r        -          r     rs      -
POST restore          aes  es     -      -       aes    aes      -          aes   es      aes
"""
# In the "autosave" of a page that is no draft, what somebody has typed is kept for them alone.

# Of a kind of page, without one.
KINDS = """
                        page  information
GET  changelist         all   es
GET  add                aes   es
POST add                aes   es
POST autosave_new       aes   es
POST new_checks         aes   es
GET  kept_new           aes   es
GET  token              all   all
"""

# Every other model: who sees its list and rows, adds, changes and deletes.
MODELS = """
                          view  add  change  delete
people.user               es    s    s       s
people.contributor        all   es   es      es
auth.group                s     s    s       s
accounts.invitation       es    es   -       -
jobs.job                  ems   -    -       es
topics.topic              aers  es   es      es
topics.glossaryterm       aers  es   es      es
publishing.page           all   -    -       -
publishing.plannedlink    aers  -    -       -
readiness.watchedphrase   ers   es   es      es
addresses.redirect        es    es   es      es
addresses.missedaddress   es    -    es      es
linkcheck.link            es    -    es      -
search.missedsearch       es    -    -       es
site.sitesettings         es    -    es      -
site.safetytext           ers   es   -       -
site.contactmessage       es    -    es      s
comments.block            ems   ems  ems     ems
comments.comment          all   -    -       -
comments.redflagphrase    erms  ems  ems     ems
comments.rules            ems   -    ems     -
problems.problem          aers  -    es      es
articles.series           aers  es   es      es
exercises.factor          aers  es   es      es
exercises.equipment       aers  es   es      es
exercises.bodyregion      aers  es   es      es
"""

# Images: the author's own that nobody sees, their own that readers see, somebody else's.
IMAGES = """
                own   shown  other
GET  change     aers  aers   aers
POST change     aes   es     es
POST describe   aes   es     es
POST delete     es    -      es
GET  history    aers  aers   aers
"""

# The addresses that are like no other.
OTHERS = """
                                      who
GET  index                            all
GET  account                          all
GET  second_factor                    all
GET  jsi18n                           all
GET  password_change                  all
GET  publishing_page_reviews          all
POST publishing_page_reviews          all
GET  richtext_images                  aers
GET  richtext_pages                   all
GET  library_image_changelist         aers
GET  library_image_add                aes
GET  library_image_upload             aes
POST library_image_upload             aes
GET  publishing_plannedlink_for       es
POST publishing_plannedlink_for       es
POST comments_comment_decide          ems
POST comments_comment_mark            ems
POST comments_comment_reply           ems
POST comments_comment_block           ems
POST comments_comment_undo            ems
POST comments_comment_mail            ems
GET  comments_rules_try               erms
POST comments_rules_try               erms
GET  exercises_posing                 aes
POST exercises_posing_draw            aes
GET  exercises_posing_steps           aes
GET  exercises_posing_step            aes
POST accounts_invitation_renew        es
POST accounts_invitation_revoke       es
POST people_user_reset_link           s
POST people_user_reset_second_factor  s
GET  auth_user_password_change        s
POST auth_user_password_change        s
"""

# For whoever is not in yet, or about one's own account alone; tests/accounts asks each of them.
OF_THEIR_OWN = """
login login_code logout password_reset password_reset_sent password_reset_confirm invitation
change_email sign_out_everywhere forget_device second_factor_off recovery_codes
password_change_done
""".split()
# Asked below in ways of their own, or another name of an address above.
ELSEWHERE = ["autocomplete", "view_on_site", "app_list", "library_image_describe"]

KIND_MODELS = ["articles_article", "exercises_exercise", "exercises_routine"]
INFORMATION = "site_informationpage"
DJANGOS = ("changelist", "add", "change", "delete", "history")


def table(text: str) -> dict[str, dict[str, frozenset[str]]]:
    """The rows of one of the tables above, by their first words and the heads of the columns."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    rows = {}
    for line in lines:
        cells = line[-len(head) :]
        assert set("".join(cells)) <= {*ROLES, *"al-"}, line
        who = [ALL if cell == "all" else frozenset(cell) & ALL for cell in cells]
        rows[" ".join(line[: -len(head)])] = dict(zip(head, who, strict=True))
    return rows


def names_of(rows: dict[str, Any]) -> set[str]:
    return {row.split()[1] for row in rows}


def desk_patterns() -> Iterator[str]:
    """The names of all addresses of the desk; not those that only lead on to another."""

    def walk(patterns: list[URLPattern | URLResolver], is_desk: bool) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, is_desk or pattern.namespace == "admin")
            elif is_desk and pattern.name:
                yield pattern.name

    return walk(get_resolver().url_patterns, False)


@contextmanager
def undone() -> Iterator[None]:
    """As if it had not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Desk(TestCase):
    """Somebody of each role, and one of everything that they may want to get at."""

    @classmethod
    def setUpTestData(cls):
        factories.make_safety_text()
        cls.people = {letter: cls.hire(role) for letter, role in ROLES.items()}
        cls.colleague = cls.hire("author", username="colleague")
        cls.nobody = factories.make_user(username="nobody")
        cls.rees = factories.make_contributor(user=cls.people["r"], name="Dr Rees")
        factories.make_contributor(user=cls.people["s"], name="The owner")

    @classmethod
    def hire(cls, role: str, **fields: Any) -> User:
        fields.setdefault("username", role)
        user = factories.make_user(is_staff=True, is_superuser=role == "superuser", **fields)
        if not user.is_superuser:
            user.groups.add(Group.objects.get(name=role))
        return user

    def setUp(self):
        cache.clear()
        self.addCleanup(cache.clear)
        self.clients = {}
        for letter, user in self.people.items():
            self.clients[letter] = Client()
            self.clients[letter].force_login(user)
        self.wrong: list[str] = []

    def compare(self, what: str, found: set[str] | frozenset[str], said: frozenset[str]) -> None:
        if found != said:
            self.wrong.append(
                f"{what}: may {''.join(sorted(found)) or '-'}, not {''.join(sorted(said)) or '-'}"
            )

    def tearDown(self):
        assert not self.wrong, "\n".join(self.wrong)

    def answers(self, letter: str, method: str, url: str, data: Any = None) -> int:
        """The status of an answer; what it has done is undone."""
        with undone():
            client = self.clients[letter]
            ask = client.get if method == "GET" else client.post
            return ask(url, data or {}).status_code

    def who_gets(self, method: str, url: str, data: Any = None) -> set[str]:
        """Those who are neither refused nor sent away to sign in."""
        return {
            letter
            for letter in ROLES
            if self.answers(letter, method, url, data) not in {401, 403, 404, 405}
        }


def state() -> list[Any]:
    """All that the steps of a page leave behind."""
    says = ("pk", "title", "version", "status", "stage", "scheduled_at", "live_at", "reviewed_on")
    return [
        list(Page.objects.order_by("pk").values_list(*says, "draft_of", "comments_open")),
        Revision.objects.count(),
        list(PreviewLink.objects.order_by("pk").values_list("pk", "revoked_at")),
        list(Autosave.objects.order_by("pk").values_list("pk", "typed")),
        Presence.objects.count(),
    ]


class TestPages(Desk):
    maker = staticmethod(factories.make_article)
    model = "articles_article"
    asked: frozenset[str] | None = None  # the columns; None for all

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        author, rees = cls.people["a"], cls.rees
        mine = partial(cls.maker, created_by=author, reviewer=rees)
        stranger = factories.make_contributor()
        theirs = partial(cls.maker, created_by=cls.colleague, reviewer=stranger)
        cls.pages = {
            "own": mine(status="draft", reviewer=None),
            "other": theirs(status="draft"),
            "waits": mine(status="draft", stage=Page.Stage.SUBMITTED),
            "queued": theirs(status="draft", stage=Page.Stage.SUBMITTED),
            "ready": mine(status="draft", stage=Page.Stage.APPROVED),
            "redraft": drafting.edit_as_draft(mine(), by=author),
            "scheduled": drafting.edit_as_draft(mine(), by=author),
            "live": mine(),
            "theirs": theirs(reviewer=None),
            "archived": mine(status="archived"),
        }
        Page.objects.filter(pk=cls.pages["scheduled"].pk).update(
            stage=Page.Stage.SCHEDULED, scheduled_at=timezone.now() + timedelta(days=3)
        )
        if cls.asked is not None:
            cls.pages = {name: cls.pages[name] for name in cls.asked}
        for page in cls.pages.values():
            drafting.remember(page, None, Revision.Event.SAVED)
            page.title = f"{page.title} {SECRET}"
            page.save(update_fields=["title"])
            drafting.touch(page, author)
            if page.status == Page.Status.DRAFT:
                PreviewLink.objects.share(page, "the hospital", 7, author)
            for user in cls.people.values():
                Autosave.objects.create(
                    user=user, page=page, kind=page.kind, form=f"form-{page.pk}", data={}
                )

    def arguments(self, name: str, page: Page, letter: str) -> list[int]:
        """What stands in the address beside its name."""
        revision = (page.draft_of or page).revisions.first()
        more = {
            "version": [revision],
            "restore": [revision],
            "revoke_link": [page.preview_links.first()],
            "kept": [page.autosaves.filter(user=self.people[letter]).first()],
        }
        # One of a page that has none: of any other.
        return [page.pk, *(row.pk if row else 1 for row in more.get(name, []))]

    def data(self, name: str, page: Page, letter: str) -> dict[str, Any]:
        at = timezone.localtime() + timedelta(days=5)
        user = str(self.people[letter].pk)
        same = {"slug": page.slug, "version": page.version}
        known: dict[str, Any] = {
            "change": lambda: {**self.form, "title": "Changed", **same},
            "delete": {"post": "yes"},
            "autosave": lambda: {
                **self.form,
                "title": "Changed",
                "editing-user": user,
                "editing-form": "another",
                "editing-typed": "3",
                **same,
            },
            "here": {"editing-user": user},
            "links": {"label": "A friend", "days": "7"},
            "comments": {"comments": "closed"},
            "schedule": {"_asked": "1", "at": at.strftime("%Y-%m-%dT%H:%M")},
            "ask_for_changes": {"_asked": "1", "note": "The dose is wrong."},
        }
        data = known.get(name, {"_asked": "1"})
        return data() if callable(data) else data

    @cached_property
    def form(self) -> dict[str, Any]:
        """What the form of a page sends. They are alike: a page without parts has nothing else."""
        page = self.pages["own"]
        return form_data(self.clients["e"].get(self.url("change", page, "e")))

    rows = table(PAGES)

    def url(self, name: str, page: Page, letter: str) -> str:
        return reverse(f"admin:{self.model}_{name}", args=self.arguments(name, page, letter))

    def test_every_page_is_for_those_of_the_matrix(self):
        before = state()
        for row, cells in self.rows.items():
            method, name = row.split()
            at_all = frozenset().union(*cells.values())
            is_same = len(set(cells.values())) == 1
            for number, (column, page) in enumerate(self.pages.items()):
                found, said = set(), cells[column]
                for place, (letter, client) in enumerate(self.clients.items()):
                    # Each is asked of some of the pages where the answer is the same for all, and
                    # superusers, who are much like editors: it takes long.
                    every = 5 if is_same else 3 if letter == "s" else 1
                    if (number + place) % every:
                        said -= {letter}
                        continue
                    url, data = self.url(name, page, letter), self.data(name, page, letter)
                    with undone():
                        if method == "GET":
                            status = client.get(url).status_code
                            is_done = status == 200
                        else:
                            status = client.post(url, data).status_code
                            is_done = status == 200 if name == "checks" else status < 400
                            if is_done and name != "checks":
                                is_done = state() != before
                    if is_done:
                        found.add(letter)
                    if letter not in at_all and status not in {403, 404}:
                        self.wrong.append(f"{row} {column}: {letter} gets {status}")
                self.compare(f"{row} {column}", found, said)

    def test_nothing_is_done_by_looking(self):
        """Not even by people who may do it: a link that somebody follows changes nothing."""
        before = state()
        names = names_of(self.rows) - {"change", "history", "changes", "version", "preview"}
        page = next(iter(self.pages.values()))
        for name in names:
            status = self.clients["e"].get(self.url(name, page, "e")).status_code
            if status not in {200, 302, 403, 405}:
                self.wrong.append(f"GET {name}: {status}")
            assert state() == before, name

    def test_a_kept_text_is_for_whoever_typed_it(self):
        for column, page in self.pages.items():
            for letter, client in self.clients.items():
                if letter == "a":
                    continue
                url = self.url("kept", page, "a")
                with undone():
                    assert client.get(url).status_code in {403, 404}, (column, letter)
                    assert client.post(url).status_code in {403, 404}, (column, letter)
                    assert Autosave.objects.filter(page=page).count() == len(ROLES)

    def test_a_row_of_one_page_is_not_reached_through_another(self):
        """Whoever may work on one page has no key to all versions, links and kept texts."""
        own, other = list(self.pages.values())[:2]
        before = state()
        for name in ("version", "restore", "revoke_link", "kept"):
            key = self.arguments(name, other, "a")[1]
            url = reverse(f"admin:{self.model}_{name}", args=[own.pk, key])
            for ask in (self.clients["a"].get, self.clients["a"].post):
                with undone():
                    assert ask(url).status_code in {404, 405}, name
                    assert state() == before, name
        for name in ("old", "new"):
            key = (other.draft_of or other).revisions.first().pk
            url = f"{self.url('changes', own, 'a')}?{name}={key}"
            assert self.clients["a"].get(url).status_code == 404

    def test_strangers_get_nothing(self):
        before = state()
        outsider = Client()
        outsider.force_login(self.nobody)
        for client in (Client(), outsider):
            for row in self.rows:
                name = row.split()[1]
                for page in list(self.pages.values())[::4]:
                    url, data = self.url(name, page, "a"), self.data(name, page, "a")
                    for ask in (client.get, client.post):
                        response = ask(url, data if ask == client.post else {})
                        assert response.status_code in {302, 401, 403, 405}, (row, response)
                        if response.status_code == 302:
                            assert response["Location"].startswith(reverse("admin:login"))
                        assert SECRET.encode() not in response.content
        assert state() == before


SOME = {
    *("GET change", "GET preview", "GET links"),
    *("POST change", "POST delete", "POST autosave", "POST checks", "POST kept", "POST restore"),
    *("POST edit_as_draft", "POST submit", "POST unpublish", "POST archive"),
}


class TestExercises(TestPages):
    """The kinds share one admin: two of their pages are enough to see that they do."""

    maker = staticmethod(factories.make_exercise)
    model = "exercises_exercise"
    asked = ("own", "live")
    rows = {row: cells for row, cells in table(PAGES).items() if row in SOME}

    test_strangers_get_nothing = None
    test_a_row_of_one_page_is_not_reached_through_another = None
    test_a_kept_text_is_for_whoever_typed_it = None


class TestRoutines(TestExercises):
    maker = staticmethod(factories.make_routine)
    model = "exercises_routine"


class TestInformationPages(TestExercises):
    """They belong to editors, whoever has begun them."""

    maker = staticmethod(factories.make_information_page)
    model = INFORMATION
    rows = {
        row: {column: who & {"e", "s"} for column, who in cells.items()}
        for row, cells in table(PAGES).items()
        if row != "POST comments"
    }
    # Who reviews them is named all the same, but may do nothing here.
    rows["POST mark_reviewed"] = {"own": frozenset("s"), "live": frozenset()}


class TestEverythingElse(Desk):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        author, editor, now = cls.people["a"], cls.people["e"], timezone.now()
        cls.live = factories.make_article(title="Sitting", created_by=author)
        cls.comment = make_comment(page=cls.live.page_ptr)
        cls.exercise = factories.make_exercise(
            steps=[{"text": "Bend.", "pose": {"contacts": ["feet"]}}]
        )
        cls.invitation = Invitation(name="Grace", email="grace@example.org")
        invitations.invite(cls.invitation, [Group.objects.get(name="author")], by=editor)
        cls.images = {
            "own": factories.make_image(uploaded_by=author),
            "shown": factories.make_image(uploaded_by=author),
            "other": factories.make_image(uploaded_by=cls.colleague),
        }
        factories.make_article(lead_image=cls.images["shown"])
        link = Link.objects.create(kind=Link.Kind.ELSEWHERE, url="https://example.org/")
        PageLink.objects.create(link=link, page=cls.live.page_ptr)
        cls.objects = {
            "people.user": cls.colleague,
            "people.contributor": factories.make_contributor(),
            "auth.group": Group.objects.first(),
            "accounts.invitation": cls.invitation,
            "jobs.job": Job.objects.create(
                name="work", payload={}, run_at=now, give_up_at=now, given_up_at=now
            ),
            "topics.topic": factories.make_topic(),
            "topics.glossaryterm": factories.make_term(),
            "publishing.page": cls.live.page_ptr,
            "publishing.plannedlink": PlannedLink.objects.create(
                page=cls.live.page_ptr, working_title="Standing", phrase="standing"
            ),
            "readiness.watchedphrase": WatchedPhrase.objects.create(phrase="miracle"),
            "addresses.redirect": Redirect.objects.create(old_path="/old/", new_path="/contact/"),
            "addresses.missedaddress": MissedAddress.objects.create(path="/missed/"),
            "linkcheck.link": link,
            "search.missedsearch": MissedSearch.objects.create(words="tens"),
            "site.sitesettings": SiteSettings.objects.first() or SiteSettings.objects.create(),
            "site.safetytext": factories.make_safety_text(),
            "site.contactmessage": ContactMessage.objects.create(message="Hello"),
            "comments.block": Block.objects.create(kind="word", value="x", hint="x"),
            "comments.comment": cls.comment,
            "comments.redflagphrase": RedFlagPhrase.objects.first(),
            "comments.rules": None,
            "problems.problem": Problem.objects.create(page=cls.live.page_ptr, message="Wrong."),
            "articles.series": factories.make_series(),
            "exercises.factor": factories.make_factor(),
            "exercises.equipment": factories.make_equipment(),
            "exercises.bodyregion": factories.make_region(),
        }

    def test_every_address_of_the_desk_is_in_the_matrix(self):
        named = {*OF_THEIR_OWN, *ELSEWHERE, *names_of(table(OTHERS))}
        named |= {f"library_image_{name}" for name in names_of(table(IMAGES))}
        for model in [*KIND_MODELS, INFORMATION]:
            named |= {f"{model}_{name}" for name in names_of(table(PAGES) | table(KINDS))}
        for label in table(MODELS):
            model = label.replace(".", "_")
            named |= {f"{model}_{name}" for name in DJANGOS}
        there = set(desk_patterns())
        assert there - named == set(), "Say in this matrix who may ask for it."
        assert named - there == {f"{INFORMATION}_comments"} - there

    def test_models_are_for_those_of_the_matrix(self):
        for label, who in table(MODELS).items():
            url = partial(reverse, current_app="admin")
            name = f"admin:{label.replace('.', '_')}"
            row = self.objects[label]
            key = 1 if row is None else row.pk
            self.compare(
                f"{label} list", self.who_gets("GET", url(f"{name}_changelist")), who["view"]
            )
            looks = self.who_gets("GET", url(f"{name}_change", args=[key]))
            # Who may change something of a thing may look at it.
            self.compare(f"{label} look", looks, who["view"])
            self.compare(f"{label} add", self.who_gets("POST", url(f"{name}_add")), who["add"])
            popup = self.who_gets("GET", url(f"{name}_add") + "?_popup=1")
            self.compare(f"{label} popup", popup, who["add"])
            change, remove = url(f"{name}_change", args=[key]), url(f"{name}_delete", args=[key])
            if label != "publishing.page":  # Leads to the page's own.
                self.compare(f"{label} change", self.who_gets("POST", change), who["change"])
            self.compare(
                f"{label} POST delete",
                self.who_gets("POST", remove, {"post": "yes"}),
                who["delete"],
            )
            told = self.who_gets("GET", url(f"{name}_history", args=[key]))
            self.compare(f"{label} history", told, who["view"])
            if row is not None:
                self.compare(f"{label} bulk", self.who_deletes(label, row), who["delete"])

    def who_deletes(self, label: str, row: Any) -> set[str]:
        """Those for whom the list's own action deletes a row."""
        found = set()
        url = reverse(f"admin:{label.replace('.', '_')}_changelist")
        data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        for letter, client in self.clients.items():
            with undone():
                client.post(url, data)
                if not type(row)._base_manager.filter(pk=row.pk).exists():
                    found.add(letter)
        return found

    def test_images_are_for_those_of_the_matrix(self):
        for row, cells in table(IMAGES).items():
            method, name = row.split()
            for column, image in self.images.items():
                if name == "describe":
                    url, data = (
                        reverse("admin:library_image_describe"),
                        {"image": image.pk, f"image-{image.pk}-alt": "Somebody"},
                    )
                else:
                    url = reverse(f"admin:library_image_{name}", args=[image.pk])
                    data = {"post": "yes"}
                if name == "delete":
                    found = set()
                    for letter, client in self.clients.items():
                        with undone():
                            client.post(url, data)
                            if not Image.objects.filter(pk=image.pk).exists():
                                found.add(letter)
                else:
                    found = self.who_gets(method, url, data)
                self.compare(f"{row} {column}", found, cells[column])

    def test_kinds_are_for_those_of_the_matrix(self):
        for model in [*KIND_MODELS, INFORMATION]:
            column = "information" if model == INFORMATION else "page"
            kind = "information" if model == INFORMATION else model.rpartition("_")[2]
            for row, cells in table(KINDS).items():
                method, name = row.split()
                found = set()
                for letter, user in self.people.items():
                    kept = Autosave.objects.create(
                        user=user, kind=kind, form=f"new-{model}", data={}
                    )
                    args = [kept.pk] if name == "kept_new" else []
                    url = reverse(f"admin:{model}_{name}", args=args)
                    data = {"editing-user": str(user.pk), "editing-form": "f"}
                    if self.answers(letter, method, url, data) not in {401, 403, 404}:
                        found.add(letter)
                    kept.delete()
                self.compare(f"{row} {model}", found, cells[column])

    def test_the_rest_is_for_those_of_the_matrix(self):
        step = self.exercise.steps.first().pk
        arguments = {
            "publishing_plannedlink_for": [self.live.pk],
            "exercises_posing_step": [step],
            "comments_comment": [self.comment.pk],
            "accounts_invitation": [self.invitation.pk],
            "people_user": [self.colleague.pk],
            "auth_user": [self.colleague.pk],
        }
        without = {"comments_comment_undo", "comments_comment_mail", "exercises_posing_steps"}
        for row, cells in table(OTHERS).items():
            method, name = row.split()
            found = next((args for start, args in arguments.items() if name.startswith(start)), [])
            url = reverse(f"admin:{name}", args=[] if name in without else found)
            self.compare(row, self.who_gets(method, url), cells["who"])

    def test_the_choice_of_a_field_is_for_those_who_see_its_model(self):
        """Every field of every form that completes what is typed."""
        seen = {label: cells["view"] for label, cells in table(MODELS).items()}
        seen |= {"library.image": frozenset("aers")}
        seen |= dict.fromkeys(["articles.article", "exercises.exercise", "exercises.routine"], ALL)
        asked = set()
        for model_admin in admin.site._registry.values():
            for each in (
                model_admin,
                *(i(model_admin.model, admin.site) for i in model_admin.inlines),
            ):
                for name in each.autocomplete_fields:
                    field = each.model._meta.get_field(name)
                    asked.add((field.model._meta, name, field.related_model._meta.label_lower))
        assert len(asked) >= 8
        for options, name, target in asked:
            query = f"?app_label={options.app_label}&model_name={options.model_name}"
            found = self.who_gets(
                "GET", f"{reverse('admin:autocomplete')}{query}&field_name={name}"
            )
            self.compare(f"choice of {options.label_lower}.{name}", found, seen[target])

    def test_strangers_get_in_nowhere(self):
        outsider = Client()
        outsider.force_login(self.nobody)
        for client in (Client(), outsider):
            for label, row in self.objects.items():
                name, key = f"admin:{label.replace('.', '_')}", 1 if row is None else row.pk
                for what in DJANGOS:
                    args = [] if what in {"changelist", "add"} else [key]
                    self.is_sent_away(client, reverse(f"{name}_{what}", args=args))
            for row in table(OTHERS):
                name = row.split()[1]
                for args in ([], [1]):
                    with suppress(NoReverseMatch):
                        url = reverse(f"admin:{name}", args=args)
                        self.is_sent_away(client, url)
            self.is_sent_away(client, reverse("admin:app_list", args=["people"]))
            self.is_sent_away(client, reverse("admin:autocomplete"))
            self.is_sent_away(client, reverse("admin:library_image_describe"))
            for label in ("publishing.page", "people.user"):
                row = self.objects[label]
                type_of = row._meta.concrete_model
                key = ContentType.objects.get_for_model(type_of).pk
                url = reverse("admin:view_on_site", args=[key, row.pk])
                self.is_sent_away(client, url)

    def is_sent_away(self, client: Client, url: str) -> None:
        for ask in (client.get, client.post):
            response = ask(url)
            is_sent = response.status_code == 302 and response["Location"].startswith(
                reverse("admin:login")
            )
            assert is_sent or response.status_code in {403, 405}, (url, response.status_code)


# What the page says ---------------------------------------------------------------------

ROLES_PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
# The rows of the page that are rows of the tables above. Its editors approve what names them; those
# of the matrix are named nowhere.
STEPS = {
    "read every article, exercise and routine in the desk, drafts and history too": "GET history",
    "edit a draft": "POST change",
    "start a draft of a published page": "POST edit_as_draft",
    "submit, take back, discard a draft": "POST submit, POST take_back, POST discard",
    "approve a draft": "POST approve",
    "confirm the facts of a page, nothing changed": "POST mark_reviewed",
    "ask for changes": "POST ask_for_changes",
    "publish, schedule, unpublish, archive": "POST publish, POST unpublish, POST archive",
    "open or close the comments of a published page": "POST comments",
    "duplicate a page": "POST duplicate",
    "restore a version as a draft": "POST restore",
    "share a preview, and end that": "POST links, POST revoke_link",
}
LISTS = {
    "topics, glossary, series, factors, equipment, body regions": (
        "topics.topic topics.glossaryterm articles.series exercises.factor exercises.equipment "
        "exercises.bodyregion"
    ),
    "contributors": "people.contributor",
    "comment rules, blocks": "comments.rules comments.block",
    "danger sign phrases": "comments.redflagphrase",
    "problems that readers report": "problems.problem",
    "redirects, addresses not found, links": (
        "addresses.redirect addresses.missedaddress linkcheck.link"
    ),
    "searches that found nothing": "search.missedsearch",
    "phrases that the checks warn of": "readiness.watchedphrase",
    "settings of the site, contact messages, information pages": (
        "site.sitesettings site.contactmessage"
    ),
    "safety text": "site.safetytext",
    "failed work": "jobs.job",
    "accounts": "people.user",
    "invitations": "accounts.invitation",
}
PICTURES = {
    "look at images": "GET change",
    "change images": "POST change",
    "delete images that no page shows": "POST delete",
}
MORE = {
    "begin an article, exercise or routine": "aes",
    "delete a draft that readers never saw": "aes",
    "change a known address, reviewer, dates, authors": "es",
    "add images": dict(table(OTHERS))["POST library_image_upload"]["who"],
    "comments": ALL,
}


def told() -> dict[str, dict[str, str]]:
    """The table of the page: what it says of each role, by what is done."""
    lines = [line for line in ROLES_PAGE.read_text().splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0]: dict(zip("aerm", row[1:], strict=True)) for row in rows}


def how_far(words: str) -> str:
    """What a cell of the page comes to: no, look, own, any."""
    if words in {"no", "look"} or words.startswith("look, without"):
        return words.split(",")[0]
    return "own" if "own" in words or "they began" in words or "names them" in words else "any"


def test_the_page_on_roles_says_what_the_matrix_says():
    page = told()
    assert set(page) == {*STEPS, *LISTS, *PICTURES, *MORE}
    pages, models, images = table(PAGES), table(MODELS), table(IMAGES)
    for row, names in STEPS.items():
        for name in names.split(", "):
            cells = pages[name]
            for letter, words in page[row].items():
                alien = ("other", "queued") if letter in "rm" else ("other", "queued", "theirs")
                if name == "POST edit_as_draft" or name.startswith(("POST unp", "POST arch")):
                    alien = ("theirs",)
                if name == "POST comments":
                    alien = ("theirs",)
                if name == "POST discard":
                    alien = ("redraft",) if letter == "e" else ()
                mine = any(letter in cells[column] for column in cells if column not in alien)
                others = any(letter in cells[column] for column in alien)
                found = "any" if others else "own" if mine else "no"
                if letter == "e" and name in {"POST approve", "POST mark_reviewed"}:
                    found = "own"
                assert found == how_far(words), (row, name, letter)
    for row, names in LISTS.items():
        for name in names.split():
            for letter, words in page[row].items():
                changes = any(letter in models[name][what] for what in ("add", "change", "delete"))
                found = "any" if changes else "look" if letter in models[name]["view"] else "no"
                assert found == how_far(words), (row, name, letter)
    for row, name in PICTURES.items():
        for letter, words in page[row].items():
            found = "any" if letter in images[name]["other"] else "no"
            found = "own" if found == "no" and letter in images[name]["own"] else found
            assert found == how_far(words), (row, letter)
    for row, who in MORE.items():
        assert {letter for letter, words in page[row].items() if words != "no"} == set(who) - {"s"}
