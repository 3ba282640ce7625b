"""The way of a page through the desk: author, reviewer, editor, reader; and at a time."""

import pytest
from playwright.sync_api import Page, expect

TITLE = "How to sit on a train"
SLUG = "how-to-sit-on-a-train"

MAKE = f"""
from articles.models import Article
from backcare.people.models import Contributor, User
from backcare.publishing import drafting
page = Article.objects.create(
    title={TITLE!r}, slug={SLUG!r}, summary="Move a little, often.", body="<p>Stand up now.</p>",
    created_by=User.objects.get(username="author"),
    reviewer=Contributor.objects.get(user__username="reviewer"),
)
"""
REMOVE = f"""
from articles.models import Article
from backcare.publishing.models import Page
Page.objects.filter(slug={SLUG!r}).delete()
"""


@pytest.fixture
def make(site, session_of):
    """Makes the article; with more code, published and so on. It goes after the test."""
    for role in ("author", "reviewer", "editor"):
        session_of(role)

    def run(code: str = "") -> str:
        return site.shell(f"{MAKE}\n{code}\nprint(page.pk)").split()[-1]

    yield run
    site.shell(REMOVE)


def step(page: Page, name: str) -> None:
    """Press one of the buttons of the form, behind "More" where it stands there."""
    button = page.locator(".page-actions").get_by_text(name, exact=True)
    if not button.first.is_visible():
        page.locator(".more-actions summary").click()
    button.first.click()


def confirm(page: Page, name: str, **fields: str) -> None:
    for label, value in fields.items():
        page.locator(f"#id_{label}").fill(value)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_from_author_to_reviewer_to_editor_to_reader(make, desk_page, open_page):
    key = make()
    change = f"/admin/articles/article/{key}/change/"
    author = desk_page("author")
    author.goto(change)
    author.locator("#id_summary").fill("Move a little, and often.")
    step(author, "Submit for review…")
    confirm(author, "Submit for review", note="Is the dose right?")
    expect(author.locator(".page-state")).to_contain_text("submitted for review")
    expect(author.locator("#id_summary")).to_have_count(0)

    reviewer = desk_page("reviewer")
    reviewer.goto("/admin/")
    reviewer.get_by_role("link", name="1 draft for you to review").click()
    reviewer.locator("#result_list").get_by_role("link", name=TITLE).click()
    expect(reviewer.locator(".page-told")).to_contain_text("Is the dose right?")
    step(reviewer, "Ask for changes…")
    confirm(reviewer, "Ask for changes", note="Say how often.")

    author.goto("/admin/")
    author.get_by_role("link", name="1 draft of yours to be changed").click()
    author.locator("#result_list").get_by_role("link", name=TITLE).click()
    expect(author.locator(".page-told")).to_contain_text("Say how often.")
    author.locator("#id_summary").fill("Move a little, every half hour.")
    step(author, "Submit for review…")
    confirm(author, "Submit for review")

    reviewer.goto(change)
    summary = reviewer.locator(".field-summary .readonly")
    expect(summary).to_have_text("Move a little, every half hour.")
    step(reviewer, "Approve…")
    confirm(reviewer, "Approve")

    editor = desk_page("editor")
    editor.goto("/admin/")
    editor.get_by_role("link", name="1 approved draft to publish").click()
    editor.locator("#result_list").get_by_role("link", name=TITLE).click()
    step(editor, "Save and publish")
    expect(editor.locator(".messagelist .success")).to_contain_text("is published")

    reader = open_page()
    reader.goto(f"/articles/{SLUG}/")
    expect(reader.locator(".lede")).to_have_text("Move a little, every half hour.")
    expect(reader.locator(".byline")).to_contain_text("Reviewed by REVIEWER")


def test_draft_over_a_live_page_changes_no_byte_until_it_is_published(make, desk_page, open_page):
    key = make("page = drafting.publish(page, None)")
    reader = open_page()
    live = f"/articles/{SLUG}/"
    before = reader.request.get(live).body()
    for _second in range(60):
        if b"/media/cards/" in before:  # The worker has drawn the picture for shared links.
            break
        reader.wait_for_timeout(1000)
        before = reader.request.get(live).body()
    editor = desk_page("editor")
    editor.goto(f"/admin/articles/article/{key}/change/")
    step(editor, "Edit as a draft")
    editor.locator("#id_title").fill(f"{TITLE}, better")
    editor.get_by_role("button", name="Save draft").click()
    expect(editor.locator(".messagelist .success")).to_be_visible()
    assert reader.request.get(live).body() == before

    step(editor, "Save and publish")
    expect(editor.locator(".messagelist .success")).to_contain_text("is published")
    reader.goto(live)
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"{TITLE}, better")


def test_scheduled_change_takes_effect_by_itself_and_once(make, desk_page, open_page, site):
    key = make(
        "page = drafting.publish(page, None)\n"
        "draft = drafting.edit_as_draft(page, None)\n"
        "Article.objects.filter(pk=draft.pk).update(title='Changed at its time')\n"
        "page = draft"
    )
    editor = desk_page("editor")
    editor.goto(f"/admin/articles/article/{key}/change/")
    step(editor, "Schedule…")
    expect(editor.get_by_text("Europe/London")).to_be_visible()
    confirm(editor, "Schedule", at="2040-05-03T09:00")
    expect(editor.locator(".page-state")).to_contain_text("takes effect on 3 May 2040")
    editor.goto("/admin/")
    scheduled = editor.get_by_role("region", name="What is scheduled")
    expect(scheduled).to_contain_text("3 May 2040, 09:00 BST A change takes effect")

    reader = open_page()
    reader.goto(f"/articles/{SLUG}/")
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    # The time is moved to now, since the site's clock can't be; its own worker does the rest.
    site.shell(
        "from django.utils import timezone\n"
        "from backcare.publishing.models import Page\n"
        f"Page.objects.filter(pk={key}).update(scheduled_at=timezone.now())"
    )
    for _second in range(60):
        reader.reload()
        if reader.get_by_role("heading", name="Changed at its time").is_visible():
            break
        reader.wait_for_timeout(1000)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Changed at its time")
    told = site.shell(
        "from articles.models import Article\n"
        f"page = Article.objects.get(slug={SLUG!r})\n"
        "print(*reversed([r.event for r in page.revisions.all()]))"
    )
    assert told.split() == ["published", "saved", "scheduled", "published"]


def test_desk_says_that_nothing_scheduled_happens_while_no_worker_runs(make, desk_page, site):
    away = (
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from backcare.jobs.state import sign_of_life\n"
        "sign_of_life(timezone.now() - timedelta(minutes={minutes}))\n"
    )
    key = make(
        "from backcare.publishing import workflow\n"
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "page = drafting.publish(page, None)\n"
        "draft = drafting.edit_as_draft(page, None)\n"
        "at = timezone.now() + timedelta(days=1)\n"
        "page = workflow.schedule(draft, User.objects.get(username='editor'), at=at)\n"
        + away.format(minutes=30)
    )
    assert key
    editor = desk_page("editor")
    try:
        editor.goto("/admin/")
        waiting = editor.get_by_role("region", name="What waits for you")
        expect(waiting).to_contain_text("The worker is not running")
        expect(waiting).to_contain_text("1 scheduled change will not take effect.")
    finally:
        site.shell(away.format(minutes=0))
