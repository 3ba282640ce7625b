"""A reader asks to be told of answers, is told, and ends it, by mail from the site's worker."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.surveying import check_with_axe, expect_none

ARTICLE = "/articles/sleep-and-mattress/"
ANN, BEA = "ann.notified@example.org", "bea.notified@example.org"
QUESTION = "Does it help to sleep on the side with a pillow between the knees?"
ANSWER = "It did help me, though it took a week or two until I noticed."

APPROVE = """
from backcare.comments.moderation import decide
for comment in Comment.objects.filter(email={email!r}, status="held"):
    decide(comment, "approved", by=None)
"""
# The worker's next look is a minute away; a test has better things to do.
TELL_NOW = """
from django.utils import timezone
Recurring.objects.filter(name="comments.tell_of_answers").update(next_due=timezone.now())
"""
DONE_SINCE = """
print(Recurring.objects.filter(name="comments.tell_of_answers", last_run_at__gt={since!r}).exists())
"""
# As if the hour had passed within which there is no second mail.
HOUR_LATER = """
from datetime import timedelta
from django.utils import timezone
Notice.objects.update(sent_at=timezone.now() - timedelta(hours=2))
print(timezone.now().isoformat())
"""
TIDY = f"""
Comment.objects.filter(email={BEA!r}).delete()
Comment.objects.filter(email={ANN!r}).delete()
"""


@pytest.fixture
def _tidy(site):
    yield
    site.shell(TIDY)


@pytest.fixture
def mail_to(mail_server):
    """Waits until so many messages have come for an address, and returns them."""
    earlier = len(mail_server.taken)

    def wait(address, count):
        deadline = time.monotonic() + 60
        while True:
            found = [taken for taken in mail_server.taken[earlier:] if address in taken.recipients]
            if len(found) >= count:
                return [taken.message for taken in found]
            assert time.monotonic() < deadline, f"{len(found)} of {count} messages came"
            time.sleep(0.1)

    return wait


def path_in(message, what):
    """The path of the first link of its kind in a message."""
    return urlsplit(re.search(rf"http\S+/comments/{what}\S+", message.get_content())[0]).path


def write(form, *, name, email, text, is_told=False):
    form.get_by_label("Name").fill(name)
    form.get_by_label("E-mail address").fill(email)
    form.get_by_role("textbox", name="Comment").fill(text)
    if is_told:
        form.get_by_label("Tell me by e-mail when somebody answers").check()
    form.get_by_role("button", name="Send comment").click()


@pytest.mark.usefixtures("_tidy")
def test_a_reader_is_told_of_an_answer_and_unsubscribes(open_page, site, mail_to):
    ann = open_page()
    ann.goto(ARTICLE)
    write(ann.locator("#comment-form"), name="Ann", email=ANN, text=QUESTION, is_told=True)
    expect(ann.get_by_role("heading", level=1)).to_contain_text("waiting for a moderator")

    (asked,) = mail_to(ANN, 1)
    assert "pillow" not in str(asked)
    ann.goto(path_in(asked, "confirm"))
    expect_none(check_with_axe(ann))
    ann.get_by_role("button", name="Tell me of answers").click()
    expect(ann.get_by_role("heading", level=1)).to_have_text("You will be told of answers")
    site.shell(APPROVE.format(email=ANN))

    bea = open_page(scripts=False)
    bea.goto(ARTICLE)
    bea.get_by_role("link", name="Reply to Ann").click()
    expect(bea.get_by_role("heading", level=1)).to_have_text("Reply to Ann")
    write(bea.locator("main form[method=post]"), name="Bea", email=BEA, text=ANSWER)
    expect(bea.get_by_role("heading", level=1)).to_contain_text("waiting for a moderator")
    site.shell(APPROVE.format(email=BEA) + TELL_NOW)

    told = mail_to(ANN, 2)[-1]
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ANSWER in told.get_content()
    assert BEA not in str(told)
    ann.goto(path_in(told, r"\d"))
    expect(ann.locator(":target")).to_contain_text(ANSWER)

    ann.goto(path_in(told, "unsubscribe"))
    expect_none(check_with_axe(ann))
    ann.get_by_role("button", name="Send me no more").click()
    expect(ann.get_by_role("heading", level=1)).to_have_text("No more mail")

    bea.goto(ARTICLE)
    bea.get_by_role("link", name="Reply to Ann").click()
    expect(bea.get_by_role("heading", level=1)).to_have_text("Reply to Ann")
    write(bea.locator("main form[method=post]"), name="Bea", email=BEA, text="And a firm mattress.")
    expect(bea.get_by_role("heading", level=1)).to_contain_text("Your comment")
    since = site.shell(HOUR_LATER + APPROVE.format(email=BEA) + TELL_NOW).strip()
    deadline = time.monotonic() + 60
    while "True" not in site.shell(DONE_SINCE.format(since=since)):
        assert time.monotonic() < deadline, "the worker does nothing"
        time.sleep(0.2)
    assert len(mail_to(ANN, 2)) == 2
    assert "notified" not in site.log.read_text()
