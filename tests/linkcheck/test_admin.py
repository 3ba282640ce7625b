"""Links at the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backcare.jobs.models import Job
from backcare.linkcheck.models import Link, PageLink
from backcare.publishing import drafting
from tests.desk.conftest import admin_url
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LINKS = reverse("admin:linkcheck_link_changelist")


def linking(*hrefs, **values):
    return make_article(body="".join(f'<p><a href="{h}">x</a></p>' for h in hrefs), **values)


def listed(response):
    return [str(link) for link in response.context["cl"].result_list]


def test_broken_links_come_first_with_their_pages(signed_in):
    page = linking("/articles/nowhere/", "https://fine.example/", title="The host")
    draft = drafting.edit_as_draft(page, by=None)
    Link.objects.filter(url="https://fine.example/").update(state="ok")

    response = signed_in("editor").get(LINKS)
    content = response.content.decode()

    assert listed(response) == ["/articles/nowhere/", "https://fine.example/"]
    for row in (page, draft):
        assert f'href="{admin_url(row)}"' in content
    assert "The host" in content
    assert "(draft)" in content
    assert 'rel="noreferrer noopener"' in content


@pytest.mark.parametrize(
    ("state", "found"),
    [("bad", 1), ("broken", 1), ("ok", 0), ("new", 1), ("ignored", 0), ("nonsense", 0)],
)
def test_the_list_is_narrowed_by_state(signed_in, state, found):
    linking("/articles/nowhere/", "https://new.example/")

    response = signed_in("editor").get(f"{LINKS}?state={state}")
    assert len(listed(response)) == found


def test_an_editor_has_a_link_checked_again(signed_in):
    linking("https://one.example/")
    link = Link.objects.get()

    response = signed_in("editor").post(LINKS, {"_check": link.pk}, follow=True)

    link.refresh_from_db()
    assert link.next_due < timezone.now()
    assert Job.objects.filter(name="linkcheck.check_due").count() == 1
    assert "is checked as soon as" in response.content.decode()


def test_an_editor_ignores_a_link_and_minds_it_again(signed_in):
    linking("/articles/nowhere/", "/articles/nowhere-else/")
    first = Link.objects.get(url="/articles/nowhere/")
    client = signed_in("editor")

    client.post(LINKS, {"_ignore": first.pk})
    assert listed(client.get(LINKS))[-1] == "/articles/nowhere/"
    assert listed(client.get(f"{LINKS}?state=bad")) == ["/articles/nowhere-else/"]

    action = {"action": "mind", "_selected_action": [first.pk]}
    client.post(f"{LINKS}?state=ignored", action)
    assert Link.objects.filter(is_ignored=True).count() == 0


def test_a_link_can_be_opened_and_nothing_but_ignored(signed_in):
    linking("/articles/nowhere/")
    url = reverse("admin:linkcheck_link_change", args=[Link.objects.get().pk])
    client = signed_in("editor")

    assert client.get(url).status_code == 200
    client.post(url, {"is_ignored": "on", "url": "https://evil.example/", "state": "ok"})
    link = Link.objects.get()
    assert (link.is_ignored, link.url) == (True, "/articles/nowhere/")


@pytest.mark.parametrize("role", ["author", "reviewer", "moderator"])
def test_the_list_is_for_editors(signed_in, role):
    linking("/articles/nowhere/")
    client = signed_in(role)

    assert client.get(LINKS).status_code == 403
    assert client.post(LINKS, {"_ignore": Link.objects.get().pk}).status_code == 403
    assert not Link.objects.filter(is_ignored=True).exists()


@pytest.mark.parametrize("role", ["author", "editor"])
def test_the_form_of_a_page_tells_of_its_links(signed_in, role):
    client = signed_in(role)
    page = linking("/articles/nowhere/", "https://new.example/", created_by=client.user)

    content = client.get(admin_url(page)).content.decode()

    assert "Links on this page" in content
    assert "/articles/nowhere/" in content
    assert "1 other link needs no look" in content
    assert (LINKS in content.partition("page-links-title")[2]) == (role == "editor")


def test_hostile_addresses_are_words(signed_in):
    page = make_article()
    for url in ("javascript:alert(1)", "https://x.example/<script>alert(2)</script>", "//evil/"):
        link = Link.objects.create(key=url, url=url, kind="elsewhere", state="broken")
        PageLink.objects.create(page=page, link=link, where="articles.Article.body")
    client = signed_in("editor")

    content = client.get(LINKS).content + client.get(admin_url(page)).content

    assert b'href="javascript:' not in content
    assert b"<script>alert(2)" not in content
    assert b'href="//evil/"' not in content


def test_a_list_of_thousands_costs_the_same_few_queries(signed_in):
    client = signed_in("editor")
    counts = []
    for size in (3, 3000):
        page = make_article()
        links = Link.objects.bulk_create(
            Link(key=f"/{size}/{n}/", url=f"/{size}/{n}/", kind="elsewhere") for n in range(size)
        )
        PageLink.objects.bulk_create(
            PageLink(page_id=page.pk, link=link, where="articles.Article.body") for link in links
        )
        client.get(LINKS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LINKS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] < 12
