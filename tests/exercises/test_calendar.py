"""The calendar file: what a calendar reads in it, and that no wish breaks it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict
from hypothesis import assume, given
from hypothesis import strategies as st

from exercises.calendar import DAYS, MOST_WEEKS, Reminder, calendar_file
from exercises.reminders import ReminderForm
from tests.factories import make_exercise, make_routine
from tests.markup import parsed

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # A Wednesday.
ASKED = "reminder.ics?days=mo,we,fr&time=07:30&weeks=6"
ESCAPES = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def reminder(**overrides) -> Reminder:
    values = {
        "title": "Bridge",
        "text": "Hold for 5 seconds.",
        "address": "https://example.org/exercises/bridge/",
        "days": frozenset({"mo", "we"}),
        "at": time(7, 30),
        "weeks": 6,
        "minutes": 5,
    }
    return Reminder(**(values | overrides))


def properties(file: bytes) -> dict[str, str]:
    """The properties of the event by name, as a calendar reads them: unfolded and unescaped."""
    text = file.decode().replace("\r\n ", "")
    event = text.partition("BEGIN:VEVENT\r\n")[2].partition("BEGIN:VALARM")[0]
    lines = (line.partition(":") for line in event.split("\r\n") if line)
    return {name: re.sub(r"\\[n,;\\]", lambda found: ESCAPES[found[0]], v) for name, _, v in lines}


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
some_days = st.frozensets(st.sampled_from(DAYS), min_size=1)
reminders = st.builds(
    Reminder,
    title=words,
    text=words,
    address=st.just("https://example.org/exercises/bridge/"),
    days=some_days,
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    weeks=st.integers(1, MOST_WEEKS),
    minutes=st.integers(1, 600),
)


@given(reminders, st.datetimes(timezones=st.just(UTC), allow_imaginary=False))
def test_every_file_is_well_formed(wish, now):
    assume(date.min < now.date() < date.max - timedelta(days=7))
    file = calendar_file(wish, now=now)
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    unfolded = file.decode().replace("\r\n ", "")
    assert all(re.match(r"[A-Z-]+:", line) for line in unfolded.splitlines() if line.strip())


@given(words.filter(lambda text: text.isprintable()))
def test_a_title_comes_back_as_it_was(title):
    assert properties(calendar_file(reminder(title=title), now=NOON))["SUMMARY"] == title


@given(some_days, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_first_time_is_the_first_of_the_days_to_come(days, today):
    first = reminder(days=days).first_day(today)
    assert today < first <= today + timedelta(days=7)
    assert DAYS[first.weekday()] in days
    between = [today + timedelta(days=n) for n in range(1, (first - today).days)]
    assert not any(DAYS[day.weekday()] in days for day in between)


def test_it_happens_on_the_days_for_the_weeks_at_local_time():
    event = properties(calendar_file(reminder(), now=NOON))
    assert event["DTSTART"] == "20260309T073000"  # The next Monday; neither "Z" nor a zone.
    assert event["RRULE"] == "FREQ=WEEKLY;COUNT=12;BYDAY=MO,WE"
    assert event["DURATION"] == "PT5M"
    assert event["DTSTAMP"] == "20260304T120000Z"
    assert event["URL"] == "https://example.org/exercises/bridge/"
    assert event["DESCRIPTION"].endswith(event["URL"])


def test_fetched_again_it_is_the_same_event_and_another_time_is_another():
    uid = reminder().uid
    assert reminder(weeks=12, minutes=9, text="Other words").uid == uid
    others = [
        reminder(at=time(19)),
        reminder(days=frozenset({"su"})),
        reminder(address="https://example.org/exercises/bird-dog/"),
    ]
    assert len({uid, *(other.uid for other in others)}) == 4


def test_it_rings():
    text = calendar_file(reminder(), now=NOON).decode()
    assert "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Bridge\r\nTRIGGER:PT0S" in text


@pytest.mark.django_db
def test_an_exercise_and_a_routine_answer_with_a_file(client):
    with time_machine.travel(NOON):
        exercise = make_exercise(title="Bridge", slug="bridge")
        routine = make_routine(title="Strong, and calm", slug="strong", items=[exercise])
        answers = [client.get(f"{page.get_absolute_url()}{ASKED}") for page in (exercise, routine)]
    for page, answer in zip((exercise, routine), answers, strict=True):
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Content-Disposition"] == f'attachment; filename="{page.slug}.ics"'
        event = properties(answer.content)
        assert event["SUMMARY"] == page.title
        assert event["DTSTART"] == "20260306T073000"
        assert exercise.dose.sentence() in event["DESCRIPTION"]
        assert event["DESCRIPTION"].endswith(page.get_absolute_url())
    assert properties(answers[1].content)["DURATION"] == f"PT{routine.total_minutes}M"


@pytest.mark.django_db
def test_days_are_ticked_one_by_one_or_named_in_a_word(client):
    with time_machine.travel(NOON, tick=False):
        path = f"{make_exercise().get_absolute_url()}reminder.ics?time=07:30&weeks=1"
        ticked = client.get(f"{path}&days=mo&days=sa")
        named = client.get(f"{path}&days=mo,sa")
    assert ticked.content == named.content
    assert properties(ticked.content)["RRULE"].endswith("BYDAY=MO,SA")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("", "Choose at least one day."),
        ("days=xx&time=07:30&weeks=6", "Choose days of the week."),
        ("days=mo&time=25:00&weeks=6", "Give a time, such as 07:30."),
        ("days=mo&time=07:30&weeks=0", "Give a number of weeks, 1 to 52."),
        ("days=mo&time=07:30&weeks=53", "Give a number of weeks, 1 to 52."),
    ],
)
def test_what_is_missing_or_wrong_is_asked_for_again(client, query, complaint):
    page = make_routine(title="Strong", slug="strong")
    answer = client.get(f"/routines/strong/reminder.ics?{query}")
    markup = parsed(answer)
    assert answer.status_code == 422
    assert complaint in markup.words
    assert markup.one("form", action="/routines/strong/reminder.ics")
    assert markup.meta("robots") == "noindex"
    assert page.get_absolute_url() in markup.links


@pytest.mark.django_db
def test_what_was_right_is_kept_beside_what_was_wrong(client):
    make_exercise(slug="bridge")
    markup = parsed(client.get("/exercises/bridge/reminder.ics?days=tu&time=&weeks=9"))
    ticked = [box for box in markup.all("input", name="days") if "checked" in box.attributes]
    assert [box.attributes["value"] for box in ticked] == ["tu"]
    assert markup.one("input", name="weeks").attributes["value"] == "9"


@given(st.fixed_dictionaries({"days": st.lists(words), "time": words, "weeks": words}))
def test_no_wish_raises(asked):
    form = ReminderForm(_query(asked))
    if form.is_valid():
        assert set(form.cleaned_data["days"]) <= set(DAYS)


@given(
    st.lists(st.sampled_from([*DAYS, "", "mo,tu", "x"]), max_size=4),
    st.sampled_from(["07:30", "7:5", "24:00", "", "٠٧:٣٠", "07:30:59", "noon"]),
    st.sampled_from(["6", "-1", "1e3", "٦", "", "52", "99999999999999999999"]),
)
def test_whatever_the_form_takes_becomes_a_file(days, at, weeks):
    form = ReminderForm(_query({"days": days, "time": at, "weeks": weeks}))
    if form.is_valid():
        wish = reminder(
            days=frozenset(form.cleaned_data["days"]),
            at=form.cleaned_data["time"],
            weeks=form.cleaned_data["weeks"],
        )
        assert re.fullmatch(r"\d{8}T\d{6}", properties(calendar_file(wish, now=NOON))["DTSTART"])


def _query(asked):
    return QueryDict(urlencode(asked, doseq=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "answer"), [("draft", 404), ("archived", 410), ("published", 200)]
)
def test_the_reminder_is_there_when_its_page_is(client, status, answer):
    make_exercise(slug="bridge", status=status)
    make_routine(slug="strong", status=status)
    for path in ("/exercises/bridge/", "/routines/strong/"):
        assert client.get(f"{path}{ASKED}").status_code == answer


@pytest.mark.django_db
def test_both_pages_ask_when_to_be_reminded(client):
    make_routine(slug="strong", items=[make_exercise(slug="bridge")])
    for path in ("/exercises/bridge/", "/routines/strong/"):
        markup = parsed(client.get(path))
        assert markup.one("form", action=f"{path}reminder.ics")
        assert f"{path}handout/" in markup.links
        assert "/diary/" in markup.links
