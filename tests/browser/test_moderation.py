"""A moderator works through the queue: by keyboard alone, without a script, on a phone."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.surveying import PHONE, SURVEY_SCRIPT, expect_none
from tests.browser.test_hostile import FOREIGN, REPORT_VIOLATIONS, visit

QUEUE = "/admin/comments/comment/"

# Eight readers wait; whatever waited before does so again afterwards.
MAKE = """
from django.utils import timezone
from datetime import timedelta
from backcare.comments.judging import Submission
from backcare.comments.submission import submit
article = Page.objects.get(kind="article", slug="sciatica", draft_of=None)
before = list(Comment.objects.filter(status="held").values_list("pk", flat=True))
Comment.objects.filter(pk__in=before).update(status="removed")
before += [0]
made = []
for number in range(1, 9):
    comment = submit(Submission(
        page=article, name=f"Waiting {number}", email=f"waiting-{number}@example.org",
        text=f"May I walk on day {number}, and how far?",
    ))
    Comment.objects.filter(pk=comment.pk).update(status="held", has_red_flag=False, address_key="k")
    made.append(comment.pk)
print(",".join(map(str, before)), ",".join(map(str, made)))
"""
CLEAR = """
from backcare.comments.models import Block
Comment.objects.filter(answers__in=[{made}]).delete()
Comment.objects.filter(pk__in=[{made}]).delete()
Comment.objects.filter(pk__in=[{before}]).update(status="held")
Block.objects.all().delete()
LearnedFeature.objects.all().delete()
"""
STATES = "print(dict(Comment.objects.filter(pk__in=[{made}]).values_list('name', 'status')))"


@pytest.fixture
def waiting(site, editor_session):
    """The states of the eight comments that wait, as a function of no arguments."""
    before, made = site.shell(MAKE).split()

    def states() -> dict[int, str]:
        found = re.findall(r"'Waiting (\d)': '(\w+)'", site.shell(STATES.format(made=made)))
        return {int(number): status for number, status in found}

    yield states
    site.shell(CLEAR.format(made=made, before=before))


def card(page: Page, number: int):
    return page.get_by_role("article", name=f"Waiting {number}", exact=True)


def tab_to_the_first(page: Page) -> None:
    page.get_by_role("searchbox", name=re.compile("^Look for")).focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-card]')"):
            return
    raise AssertionError("no comment can be reached with the tab key")


def test_a_queue_of_eight_is_worked_through_by_keyboard(editor_page, waiting):
    page = editor_page
    page.goto(QUEUE)
    status = page.get_by_role("status")
    tab_to_the_first(page)
    expect(card(page, 1)).to_be_focused()

    page.keyboard.press("a")
    expect(status).to_have_text("Approved: the comment of Waiting 1.")
    expect(card(page, 2)).to_be_focused()
    page.keyboard.press("s")
    expect(status).to_have_text("Spam: the comment of Waiting 2.")
    expect(card(page, 3)).to_be_focused()
    page.keyboard.press("d")
    expect(card(page, 4)).to_be_focused()
    page.keyboard.press("a")
    expect(card(page, 5)).to_be_focused()

    page.keyboard.press("u")
    expect(status).to_have_text("Undone: the comment of Waiting 4.")
    expect(card(page, 4)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(card(page, 6)).to_be_focused()
    page.keyboard.press("k")
    expect(card(page, 5)).to_be_focused()

    page.keyboard.press("r")
    expect(card(page, 5).get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Ada jks?")  # Letters that are keys elsewhere.
    page.keyboard.press("Tab")
    page.keyboard.type("A short walk, as far as it stays pleasant. Ask us again!")
    page.keyboard.press("Tab")
    expect(card(page, 5).get_by_role("button", name="Approve and reply")).to_be_focused()
    page.keyboard.press("Enter")
    expect(status).to_have_text("Approved, and your reply to Waiting 5 is published.")
    expect(card(page, 6)).to_be_focused()
    page.keyboard.press("u")
    expect(status).to_have_text(re.compile("^A reply cannot be undone here"))
    expect(card(page, 6)).to_be_focused()

    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Spam all selected").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-notice]")).to_be_focused()
    expect(page.locator("[data-notice]")).to_contain_text("Spam: 2 comments.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-notice]")).to_contain_text("Undone: 2 decisions.")

    for number in (4, 6, 7, 8):
        card(page, number).focus()
        page.keyboard.press("a")
        expect(status).to_contain_text(f"Approved: the comment of Waiting {number}.")
    expect(status).to_contain_text("Everything on this page is decided.")
    assert waiting() == {n: {2: "spam", 3: "removed"}.get(n, "approved") for n in range(1, 9)}
    page.goto("/articles/sciatica/")
    expect(page.get_by_text("as far as it stays pleasant")).to_be_visible()


def test_keys_do_nothing_outside_a_comment_nor_with_the_browsers_own(editor_page, waiting):
    page = editor_page
    page.goto(QUEUE)

    page.locator("h1").click()
    page.keyboard.type("asdh")
    search = page.get_by_role("searchbox", name=re.compile("^Look for"))
    search.focus()
    page.keyboard.type("ads")
    card(page, 1).focus()
    for key in ("Control+a", "Alt+s", "Meta+d"):
        page.keyboard.press(key)

    expect(search).to_have_value("ads")
    assert set(waiting().values()) == {"held"}


def test_the_keys_are_listed_and_the_list_gives_the_focus_back(editor_page, waiting):
    page = editor_page
    page.goto(QUEUE)
    card(page, 2).focus()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(card(page, 2)).to_be_focused()


def test_what_was_typed_stays_when_the_site_cannot_be_reached(editor_page, waiting, problems):
    page = editor_page
    page.goto(QUEUE)
    card(page, 1).focus()
    page.keyboard.press("r")
    card(page, 1).get_by_label("Your name").fill("Ada")
    box = card(page, 1).get_by_label("Your reply to Waiting 1")
    box.fill("A long and careful answer.")
    page.context.set_offline(True)
    card(page, 1).get_by_role("button", name="Approve and reply").click()

    expect(card(page, 1).get_by_role("alert")).to_contain_text("did not reach the site")
    expect(box).to_have_value("A long and careful answer.")
    page.context.set_offline(False)
    card(page, 1).get_by_role("button", name="Approve and reply").click()
    expect(page.get_by_role("status")).to_contain_text("your reply to Waiting 1 is published")
    problems.clear()


def test_a_moderator_without_scripts_decides_undoes_replies_and_blocks(
    open_page, editor_session, waiting
):
    page = open_page(scripts=False, storage_state=editor_session)
    page.goto(QUEUE)

    card(page, 1).get_by_role("button", name="Approve").click()
    expect(page).to_have_url(re.compile(r"#comment-\d+$"))
    expect(page.locator("#notice")).to_contain_text("Approved: the comment of Waiting 1.")
    expect(card(page, 1)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, 1)).to_be_visible()

    card(page, 2).get_by_text("Reply", exact=False).first.click()
    card(page, 2).get_by_label("Your name").fill("Ada")
    card(page, 2).get_by_label("Your reply to Waiting 2").fill("Yes, gently.")
    card(page, 2).get_by_role("button", name="Approve and reply").click()
    expect(page.locator("#notice")).to_contain_text("your reply to Waiting 2 is published")

    card(page, 3).get_by_text("More", exact=False).first.click()
    card(page, 3).get_by_role("button", name="Block").click()
    expect(page.locator("#notice")).to_contain_text("Waiting 3 is blocked until")

    for number in (4, 5):
        card(page, number).get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Spam all selected").click()
    expect(page.locator("#notice")).to_contain_text("Spam: 2 comments.")
    expected = dict.fromkeys(range(1, 9), "held") | {2: "approved", 4: "spam", 5: "spam"}
    assert waiting() == expected


def test_on_a_phone_everything_is_in_reach(open_page, editor_session, waiting):
    page = open_page(width=PHONE, storage_state=editor_session)
    page.goto(QUEUE)
    card(page, 1).get_by_role("checkbox").first.check()
    card(page, 2).get_by_text("More", exact=False).first.click()
    card(page, 2).get_by_text("Reply", exact=False).first.click()
    page.evaluate(SURVEY_SCRIPT)

    expect_none(
        page.evaluate("survey.smallTargets(44, '.queue button, .queue summary.card-button')")
    )
    for width in (PHONE, 320):
        page.set_viewport_size({"width": width, "height": 800})
        expect_none(page.evaluate("survey.overflow()"))
    card(page, 3).get_by_role("button", name="Spam").click()
    expect(page.get_by_role("status")).to_have_text("Spam: the comment of Waiting 3.")
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("Undone: the comment of Waiting 3.")
    assert set(waiting().values()) == {"held"}


def test_closing_the_comments_of_a_page_from_the_queue_and_opening_them_there(
    editor_page, site, waiting
):
    page = editor_page
    page.goto(QUEUE)
    card(page, 2).get_by_text("More", exact=False).first.click()
    card(page, 2).get_by_role("button", name="Close comments on this page").click()
    expect(page.get_by_text("are closed. Readers still see")).to_be_visible()
    expect(card(page, 2)).to_be_focused()

    pk = site.shell('print(Page.objects.originals().get(kind="article", slug="sciatica").pk)')
    page.goto(f"/admin/articles/article/{pk.strip()}/change/")
    page.locator(".more-actions summary").click()
    page.get_by_role("button", name="Open comments").click()
    expect(page.get_by_text("Readers can comment on")).to_be_visible()


HOSTILE = """
import json
from django.utils import timezone
from tests.browser.hostile import SHORT, STRINGS, packed
from tests.comments.factories import make_comment
page = Page.objects.get(kind="article", slug="sciatica", draft_of=None)
texts, above, made = list(packed(2500)), None, []
for number, string in enumerate(STRINGS[::2]):
    above = make_comment(
        answers=above if number % 3 else None, **({} if number % 3 else {"page": page}),
        name=string[:80], email=string[:200], text=texts[number % len(texts)], status="held",
        reasons=[{"code": "first", "words": string}], evidence=[[f"word:{string}", 0.9]], score=0.5,
        flag_count=1, address_key="k", key=f"hostile {number}",
    )
    Flag.objects.create(comment=above, reason="harm", note=string[:300], created_at=timezone.now())
    above.decisions.create(action="decide", became="held", why=string, at=timezone.now())
    made.append(above.pk)
print(json.dumps(made))
"""


@pytest.fixture
def hostile_comments(site):
    made = json.loads(site.shell(HOSTILE))
    yield made
    site.shell(f"Comment.objects.filter(pk__in={made}).delete()")


@pytest.mark.parametrize("policy", [False, True], ids=["without policy", "with policy"])
def test_nothing_that_readers_write_runs_in_the_queue(
    browser, site, editor_session, hostile_comments, policy
):
    context = browser.new_context(
        base_url=site.url, bypass_csp=not policy, storage_state=editor_session
    )
    ran: list[str] = []
    context.expose_function("hit", lambda *_: ran.append("hit()"))
    context.expose_function("report", lambda what: ran.append(what))
    context.add_init_script(REPORT_VIOLATIONS)
    tab = context.new_page()
    paths = [f"{QUEUE}?p={number}" for number in range(1, len(hostile_comments) // 25 + 1)]
    for pk in hostile_comments[::10]:
        paths += [f"{QUEUE}{pk}/change/", f"{QUEUE}{pk}/history/"]

    try:
        assert len(hostile_comments) > 60
        expect_none(visit(tab, paths, ran, FOREIGN))
        tab.goto(QUEUE)
        for number in range(3):  # What the script puts in the place of a card is inert, too.
            tab.locator("[data-card]:not(.is-decided)").first.focus()
            tab.keyboard.press("s")
            expect(tab.locator(".is-decided")).to_have_count(number + 1)
        tab.keyboard.press("u")
        expect(tab.locator(".is-decided")).to_have_count(2)
        assert tab.evaluate(FOREIGN) == ran == []
    finally:
        context.close()
