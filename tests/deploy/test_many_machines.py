"""Two app servers behind a real nginx, on PostgreSQL, Redis and a store that speaks S3."""

import re
import signal
import time
from contextlib import ExitStack
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image as Picture

from tests.bucket import s3_store
from tests.servers import database_in, missing, postgres, redis_server

from .browsing import Visitor
from .machines import AppServer
from .nginx import nginx_before

pytestmark = pytest.mark.slow

PASSWORD = "a long walk every morning"
EDITOR = f"""
from django.contrib.auth.models import Group
from backcare.people.roles import EDITOR
from tests.factories import make_article, make_user
user = make_user(username="edith", password={PASSWORD!r}, is_staff=True)
user.groups.add(Group.objects.get(name=EDITOR))
make_article(title="Gentle backs", slug="gentle")
"""
SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from backcare.people.models import User
from backcare.publishing import drafting, workflow
from backcare.publishing.models import Page
from backcare.jobs.models import Recurring
page = Page.objects.live().get(title__startswith="Gentle backs").specific
by = User.objects.get(username="edith")
draft = drafting.edit_as_draft(page, by)
draft.title = page.title + "!"
draft.save()
workflow.schedule(draft, by, at=timezone.now() + timedelta(hours=1))
# Its time comes at once, and so does that of the job which looks for it.
Page.objects.filter(pk=draft.pk).update(scheduled_at=timezone.now())
Recurring.objects.filter(name="publishing.apply_scheduled_changes").update(next_due=timezone.now())
"""
PUBLISHED = """
from backcare.publishing.models import Page, Revision
page = Page.objects.live().get(title__startswith="Gentle backs")
print(Revision.objects.filter(page=page, event="published").count(), page.title)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The two machines, started in the same moment on an empty database, and the proxy's ports."""
    if reason := missing("initdb", "nginx", "redis-server"):
        pytest.skip(reason)
    with ExitStack() as stack:
        store = stack.enter_context(s3_store())
        server = stack.enter_context(postgres())
        shared = {
            "BACKCARE_SECRET_KEY": "one key for all machines " * 3,
            "BACKCARE_URL": "https://www.example.org",
            "CACHE_URL": stack.enter_context(redis_server()),
            "DATABASE_URL": stack.enter_context(database_in(server)),
            "MEDIA_STORE": store.address(),
            "TRUSTED_PROXIES": "1",
        }
        folder = tmp_path_factory.mktemp("machines")
        machines = [AppServer(folder / name, shared) for name in ("one", "two")]
        for machine in machines:
            machine.start()
            stack.callback(machine.stop)
        for machine in machines:
            machine.wait()
        machines[0].shell(EDITOR)
        proxy = folder / "nginx"
        proxy.mkdir()
        plain, tls = stack.enter_context(
            nginx_before([machine.port for machine in machines], proxy)
        )
        yield SimpleNamespace(machines=machines, plain=plain, tls=tls, bucket=store.bucket)


@pytest.fixture
def direct(site):
    """Somebody who asks one of the machines, as the proxy would for them."""

    def ask(number):
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        return Visitor(site.machines[number].port, tls=False, headers=forwarded)

    return ask


def sign_in(visitor):
    visitor.get("/admin/login/")
    answer = visitor.post("/admin/login/", {"username": "edith", "password": PASSWORD})
    assert answer.status == 302, answer.content
    return visitor


def test_readers_get_pages_from_either_machine(site, direct):
    assert Visitor(site.tls).get("/articles/gentle/").status == 200
    for number in (0, 1):
        answer = direct(number).get("/articles/gentle/")
        assert answer.status == 200
        assert b"Gentle backs" in answer.content


def test_plain_http_is_sent_to_https(site):
    answer = Visitor(site.plain, tls=False).get("/articles/?page=2")

    assert answer.status == 308
    assert answer.headers["Location"] == "https://www.example.org/articles/?page=2"


def test_a_session_of_one_machine_holds_on_the_other(site, direct):
    editor = sign_in(direct(0))
    editor.port = site.machines[1].port

    assert editor.get("/admin/").status == 200
    editor.cookies.clear()
    assert editor.get("/admin/").status == 302


def test_what_is_uploaded_on_one_machine_is_served_by_the_other_and_kept_by_the_proxy(site, direct):
    picture = BytesIO()
    Picture.effect_noise((400, 300), 30).convert("RGB").save(picture, "JPEG")
    answer = sign_in(direct(0)).upload(
        "/admin/library/image/upload/", "uploads", picture.getvalue()
    )
    assert answer.status == 200, answer.content
    [url] = set(re.findall(r"/media/images/[^\"\\ ]+", answer.content.decode()))
    served = direct(1).get(url)

    assert served.status == 200
    assert served.headers["Content-Type"] == "image/jpeg"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    stored = site.bucket.Object(url.removeprefix("/media/"))
    assert served.content == stored.get()["Body"].read()

    assert Visitor(site.tls).get(url).content == served.content
    stored.delete()
    again = Visitor(site.tls, cookies={"__Host-session": "x"}).get(f"{url}?junk=1")
    assert again.content == served.content  # Of the proxy's own copy.
    assert "Set-Cookie" not in again.headers


def test_settings_that_are_changed_on_one_machine_hold_on_the_other_at_once(site, direct):
    name = "Straightened " + str(time.monotonic_ns())
    assert direct(1).get("/").status == 200
    site.machines[0].shell(
        "from backcare.site.models import SiteSettings as S; "
        f"s = S.objects.first() or S(pk=1); s.name = {name!r}; s.save()"
    )
    deadline = time.monotonic() + 30
    while name.encode() not in direct(1).get("/").content:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_page_that_one_machine_withdraws_is_gone_from_the_memory_of_the_other(site, direct):
    site.machines[0].shell(
        'from tests.factories import make_article; make_article(title="Brief", slug="brief")'
    )
    deadline = time.monotonic() + 60
    while "hit" not in direct(1).get("/articles/brief/").headers.get("Cache-Status", ""):
        assert time.monotonic() < deadline
    site.machines[0].shell(
        "from backcare.publishing import drafting; from backcare.publishing.models import Page; "
        'drafting.archive(Page.objects.get(slug="brief").specific, None)'
    )
    while direct(1).get("/articles/brief/").status != 410:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_limits_count_for_all_machines(site):
    code = "from backcare.http.limits import is_too_often as t; print(t('x', '203.0.113.9', 2))"
    answers = [site.machines[number].shell(code) for number in (0, 1, 0)]

    assert answers == ["False", "False", "True"]


def test_what_a_client_claims_of_its_way_is_not_believed(site, direct):
    forged = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    answer = Visitor(site.tls, headers=forged).get("/articles/gentle/")
    assert answer.status == 200  # And no redirect to https, which it is already.
    assert b"evil.example" not in answer.content

    plain = Visitor(site.machines[0].port, tls=False).get("/articles/gentle/")
    assert plain.status == 301  # Without the proxy's word for it this is plain http.
    assert plain.headers["Location"].startswith("https://www.example.org/")


def test_metrics_are_not_for_everybody(site):
    assert Visitor(site.tls).get("/metrics").status == 404


def test_a_machine_that_goes_is_not_noticed(site):
    visitor = Visitor(site.tls)
    site.machines[1].stop(signal.SIGKILL)
    try:
        assert {visitor.get("/articles/gentle/").status for _ in range(6)} == {200}
    finally:
        site.machines[1].start()
        site.machines[1].wait()


def test_two_schedulers_of_which_one_is_killed_publish_a_change_once(site):
    one, two = site.machines
    for machine in (one, two):
        machine.start_worker()
    try:
        published(one, 0, until=lambda count, title: True)
        for changes, victim in ((1, one), (2, None)):
            one.shell(SCHEDULE)
            if victim:
                victim.stop_worker(signal.SIGKILL)
            count, title = published(two, changes, until=lambda count, title: title.endswith("!"))
            assert title == "Gentle backs" + "!" * changes
            assert count == changes
            if victim:
                victim.start_worker()
        # Nobody does it once more.
        two.shell("from backcare.publishing import workflow; workflow.apply_due()")
        assert published(two, 2, until=lambda count, title: True) == (2, "Gentle backs!!")
    finally:
        for machine in (one, two):
            machine.stop_worker()


def published(machine, changes, *, until):
    """How often the page was published, and its title, once ``until`` is so."""
    deadline = time.monotonic() + 420  # A job of a worker that was killed is another's after five.
    while True:
        count, _, title = machine.shell(PUBLISHED).partition(" ")
        if until(int(count), title) and title.count("!") == changes:
            return int(count), title
        assert time.monotonic() < deadline, (count, title)
        time.sleep(1)
