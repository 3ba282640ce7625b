"""The diary: it remembers, shows, exports and imports, and tells nobody."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.playing import open_player, press, session_of, start, wait
from tests.browser.surveying import expect_none, run_axe

NOW = "2026-03-05T18:00:00Z"  # A Thursday.


def entry(at: str, title: str = "All-round", **overrides) -> dict:
    values = {"path": "", "seconds": None, "before": None, "after": None, "note": ""}
    return {"at": at, "title": title} | values | overrides


SOME = [
    entry("2026-02-20T07:30", path="/routines/all-round/", seconds=1200, before=6, after=5),
    entry("2026-03-02T07:31", before=4),
    entry("2026-03-02T19:00", "A walk", seconds=600, note='Slow, with "rests"\nand tea'),
    entry("2026-03-04T07:30", after=2),
]
AWKWARD = [
    entry("2026-01-01T00:00", "=1+1", note="@SUM(A1)"),
    entry("2026-01-02T23:59", "'quoted", note="'=already"),
    entry("2026-01-03T12:00", "+44, “comma”; semicolon", note="-1\r\n+2\n\n=3"),
    entry("2026-01-04T12:00", 'Back "ache" 😀 é', before=0, after=10, seconds=0),
]


@pytest.fixture
def diary(open_page):
    """Opens the diary with these entries in the browser's storage."""

    def make(entries=None, **options) -> Page:
        page = open_page(locale="en-GB", timezone_id="Europe/London", **options)
        page.clock.set_fixed_time(NOW)
        page.goto("/diary/")
        if entries is not None:
            keep(page, json.dumps({"version": 1, "records": True, "entries": entries}))
        return page

    return make


def keep(page: Page, stored: str) -> None:
    page.evaluate("stored => localStorage.setItem('diary', stored)", stored)
    page.reload()


def kept(page: Page) -> list[dict]:
    return page.evaluate("JSON.parse(localStorage.getItem('diary') ?? '{}').entries ?? []")


def titles(page: Page) -> list[str]:
    return page.locator(".diary-what").all_inner_texts()


def exported(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    return download.value.path().read_bytes().decode()


def read_in(page: Page, content: str) -> None:
    file = {"name": "diary.csv", "mimeType": "text/csv", "buffer": content.encode()}
    told = page.locator("[data-part=report]")
    told.evaluate("element => { element.textContent = ''; }")
    page.get_by_label("Import a diary").set_input_files(file)
    expect(told).not_to_be_empty()


def report(page: Page) -> str:
    return page.locator("[data-part=report]").inner_text()


def write(page: Page, title: str, **fields: str) -> None:
    """Fill in the form, by the names of its fields, and save."""
    form = page.locator("[data-part=form]")
    for name, value in ({"title": title} | fields).items():
        field = form.locator(f"[name={name}]")
        if name in {"before", "after"}:
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name="Save").click()


def test_an_entry_is_written_and_is_there_after_a_reload(diary):
    page = diary()
    expect(page.get_by_text("There are none yet.")).to_be_visible()
    write(page, "A walk", minutes="20", before="5", after="3", note="Rain")
    expect(page.locator("[data-part=status]")).to_have_text("The entry is saved on this device.")
    page.reload()

    assert kept(page) == [
        entry("2026-03-05T18:00", "A walk", seconds=1200, before=5, after=3, note="Rain")
    ]
    item = page.locator(".diary-entries > li")
    expect(item).to_contain_text("5 Mar 2026, 18:00")
    expect(item).to_contain_text("20 min · Pain 5 before, 3 after")
    expect(item).to_contain_text("Rain")


def test_an_entry_is_changed_and_deleted(diary):
    page = diary(SOME)
    page.get_by_role("button", name="Change the entry of 20 Feb 2026").click()
    expect(page.get_by_role("heading", name="Change the entry")).to_be_focused()
    page.get_by_label("Pain after").select_option("1")
    page.get_by_role("button", name="Save").click()
    assert kept(page)[0] == SOME[0] | {"after": 1}
    expect(page.get_by_role("heading", name="Write an entry")).to_be_visible()

    page.get_by_role("button", name="Delete the entry of 20 Feb 2026").click()
    assert kept(page) == SOME[1:]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"title": " "}, "Say what you did."),
        ({"title": "A walk", "minutes": "-5"}, "Minutes are a whole number"),
        ({"title": "A walk", "minutes": "1441"}, "Minutes are a whole number"),
        ({"title": "A walk", "at": ""}, "Give a date and a time"),
    ],
)
def test_what_makes_no_sense_is_said_and_not_kept(diary, fields, complaint):
    page = diary([])
    write(page, **fields)
    expect(page.locator("form [role=alert]")).to_contain_text(complaint)
    assert kept(page) == []


CHIN_TUCK = "/exercises/chin-tuck/"


def skip_through(page):
    open_player(page, f"{CHIN_TUCK}play/")
    start(page)
    for _ in range(400):
        if page.locator("[data-part=done]").is_visible():
            break
        press(page, "Skip")


def test_a_finished_session_notes_itself_once(open_page):
    page = open_page(locale="en-GB", timezone_id="Europe/London")
    open_player(page, f"{CHIN_TUCK}play/")
    start(page)
    wait(page, sum(item["seconds"] for item in session_of(page)))
    expect(page.locator("[data-diary=saved]")).to_be_visible()
    expect(page.locator("[data-diary=failed]")).to_be_hidden()
    expect(page.locator("[data-diary=offer]")).to_be_hidden()

    page.goto("/diary/")
    link = page.get_by_role("link", name="Chin tuck")
    expect(link).to_have_attribute("href", CHIN_TUCK)
    (noted,) = kept(page)
    assert (noted["at"], noted["title"]) == ("2026-03-01T08:00", "Chin tuck")
    assert noted["path"] == CHIN_TUCK


def test_a_session_that_was_skipped_through_is_noted_when_asked_only(open_page):
    page = open_page()
    skip_through(page)
    expect(page.locator("[data-diary=saved]")).to_be_hidden()
    assert kept(page) == []

    page.get_by_role("button", name="Note it anyway").click()
    expect(page.locator("[data-diary=saved]")).to_be_focused()
    expect(page.get_by_role("button", name="Note it anyway")).to_be_hidden()
    (noted,) = kept(page)
    assert noted["title"] == "Chin tuck"


FINISH = """detail => document.dispatchEvent(new CustomEvent("session-finished", { detail }))"""
DETAIL = {
    "title": "All-round",
    "path": "/routines/all-round/",
    "seconds": 61,
    "started": "2026-03-05T08:00:00Z",
    "isMostlyDone": True,
}


def test_sessions_are_not_noted_once_the_reader_has_said_so(diary):
    page = diary([])
    page.get_by_label("Note a session here").uncheck()
    page.goto("/exercises/chin-tuck/play/")
    page.evaluate(FINISH, DETAIL)
    page.goto("/diary/")
    expect(page.get_by_label("Note a session here")).not_to_be_checked()
    assert kept(page) == []


def test_a_session_that_cannot_be_noted_says_so(diary):
    page = diary()
    page.goto("/exercises/chin-tuck/play/")
    page.evaluate("Storage.prototype.setItem = null")
    page.evaluate(FINISH, DETAIL)
    expect(page.locator("[data-diary=failed]")).not_to_have_attribute("hidden", "")
    expect(page.locator("[data-diary=saved]")).to_have_attribute("hidden", "")


def test_the_chart_says_what_its_table_says(diary):
    page = diary(SOME)
    rows = page.locator("[data-part=table] tr").all()
    table = [row.locator("td").all_inner_texts() for row in rows]
    assert table == [["–", "2"], ["4", "–"], ["6", "5"]]

    chart = page.locator("[data-part=chart]")
    for column, name, place in ((0, "before", "cx"), (1, "after", "x")):
        marks = chart.locator(f"[data-{name}]")
        found = marks.evaluate_all(
            "(marks, [name, place]) => marks.map((mark) => "
            "[Number(mark.getAttribute(place)), mark.dataset[name]]).sort((a, b) => a[0] - b[0])",
            [name, place],
        )
        said = [row[column] for row in reversed(table) if row[column] != "–"]
        assert [value for _, value in found] == said
    expect(chart.locator("title")).to_have_text(
        "Pain before and after, 3 entries from 20 Feb to 4 Mar; the table has them."
    )


def test_higher_pain_stands_higher_in_the_chart(diary):
    page = diary([entry(f"2026-03-0{day}T08:00", before=day) for day in range(1, 6)])
    heights = page.locator("circle[data-before]").evaluate_all(
        "marks => marks.map((mark) => [mark.dataset.before, Number(mark.getAttribute('cy'))])"
    )
    ordered = [y for _, y in sorted(heights)]
    assert ordered == sorted(ordered, reverse=True)
    assert len(set(ordered)) == 5


def test_the_week_counts_days_and_blames_nobody(diary):
    page = diary(SOME)  # Twice on Monday, once on Wednesday.
    expect(page.locator("[data-part=week]")).to_have_text("2 days noted this week.")
    done = page.locator(".diary-day-done").all_inner_texts()
    assert [day.split()[0] for day in done] == ["Mon", "Wed"]
    keep(page, json.dumps({"version": 1, "entries": SOME[:1]}))
    expect(page.locator("[data-part=week]")).to_have_text("No day noted yet this week.")
    for word in ("streak", "lost", "missed"):
        assert word not in page.locator("main").inner_text().lower()


def test_what_is_exported_comes_back_elsewhere_as_it_was(diary):
    entries = sorted([*SOME, *AWKWARD], key=lambda entry: entry["at"])
    file = exported(diary(entries))
    other = diary([])
    read_in(other, file)
    assert kept(other) == entries
    assert report(other) == f"Read: {len(entries)} new, 0 known already."

    read_in(other, file)
    assert kept(other) == entries
    assert report(other) == f"Read: 0 new, {len(entries)} known already."


def test_no_cell_of_the_export_is_a_formula(diary):
    lines = exported(diary(AWKWARD)).removeprefix("\ufeff").split("\r\n")
    assert lines[0] == "started,title,path,seconds,pain_before,pain_after,note"
    assert lines[1] == "2026-01-01T00:00,'=1+1,,,,,'@SUM(A1)"
    assert lines[2] == "2026-01-02T23:59,''quoted,,,,,''=already"
    assert "\"'-1" in "".join(lines)


def test_an_import_loses_nothing_fills_gaps_and_says_what_it_left_out(diary):
    page = diary(SOME)
    file = (
        "title;note;started;pain_before;pain_after;path;other\n"
        "All-round;Felt good;2026-03-02 07:31;4;3;/routines/all-round/;x\n"  # fills gaps
        "All-round;;2026-02-20T07:30;1;;;x\n"  # contradicts: stands beside the other
        "Yoga;;2026-02-30T07:30;;;;x\n"  # no such day
        "Yoga;;2026-02-03T07:30;11;;;x\n"  # no such pain
        'Yoga;"two\nlines";2026-02-04T07:30;;;javascript:alert(1);x\n'
        "Yoga;;2026-02-05T07:30;;;//example.org;x\n"
        'Yoga;"never closed;2026-02-06T07:30;;;;x\n'
    )
    read_in(page, file)
    added = [
        entry("2026-02-04T07:30", "Yoga", note="two\nlines"),
        entry("2026-02-05T07:30", "Yoga"),
        SOME[0],
        entry("2026-02-20T07:30", before=1),
        SOME[1] | {"note": "Felt good", "after": 3, "path": "/routines/all-round/"},
        *SOME[2:],
    ]
    assert kept(page) == added
    assert "Read: 3 new, 1 known already." in report(page)
    assert "left out: 4, 5, 9." in report(page)


@pytest.mark.parametrize("content", ["", "Name,Age\nAnn,3\n", "\x00\x01\x02", "a" * 5_000_001])
def test_a_file_that_is_no_diary_changes_nothing(diary, content):
    page = diary(SOME)
    read_in(page, content)
    assert "Nothing was changed." in report(page)
    assert kept(page) == SOME


def test_erasing_asks_first(diary):
    page = diary(SOME)
    page.get_by_role("button", name="Erase all").click()
    dialog = page.get_by_role("dialog", name="Erase the diary?")
    expect(dialog).to_contain_text("All entries (4) are deleted from this device, for good.")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()
    assert kept(page) == SOME

    page.get_by_role("button", name="Erase all").click()
    dialog.get_by_role("button", name="Erase all").click()
    expect(page.get_by_text("There are none yet.")).to_be_visible()
    assert page.evaluate("localStorage.getItem('diary')") is None


def test_all_of_it_works_with_the_keyboard(diary):
    page = diary([])
    page.get_by_label("What you did").focus()
    page.keyboard.type("A walk")
    page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.get_by_label("Note", exact=False).last.focus()
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".diary-what")).to_have_text(["A walk"])
    assert [(e["title"], e["seconds"], e["before"]) for e in kept(page)] == [("A walk", 1200, 4)]
    page.get_by_role("button", name="Erase all").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Erase all")).to_be_focused()


THROW = "throw new DOMException('', 'QuotaExceededError')"
HINDRANCES = {
    "forbidden": f"Storage.prototype.getItem = () => {{ {THROW} }}",
    "private": f"Storage.prototype.setItem = () => {{ {THROW} }}",
    "full": f"""{{
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {{
        if (value.length > 50) {THROW};
        set.call(this, key, value);
      }};
    }}""",
}


@pytest.mark.parametrize(
    ("hindrance", "words"),
    [
        ("forbidden", "does not let websites keep anything"),
        ("private", "does not let websites keep anything"),
        ("full", "no room left"),
    ],
)
def test_what_stands_in_the_way_of_keeping_is_said(diary, hindrance, words):
    page = diary()
    page.add_init_script(HINDRANCES[hindrance])
    page.reload()
    write(page, "A walk")
    expect(page.locator(".diary-problem")).to_contain_text(words)
    expect(page.get_by_label("What you did")).to_have_value("A walk")


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("not json", "cannot be read"),
        ('{"version": 1, "entries": [{"at": "yesterday"}]}', "cannot be read"),
        ('{"version": 1}', "cannot be read"),
        ('{"version": 2, "entries": []}', "newer version"),
    ],
)
def test_what_cannot_be_read_is_never_written_over(diary, stored, words):
    page = diary()
    keep(page, stored)
    expect(page.locator(".diary-problem")).to_contain_text(words)
    write(page, "A walk")
    assert page.evaluate("localStorage.getItem('diary')") == stored
    assert exported(page) == stored


def test_two_tabs_do_not_write_over_each_other(open_context):
    context = open_context(locale="en-GB")
    one, other = context.new_page(), context.new_page()
    for page in (one, other):
        page.goto("/diary/")
    write(one, "First")
    expect(other.locator(".diary-what")).to_have_text("First")
    write(other, "Second", at="2999-01-01T08:00")
    expect(one.locator(".diary-what")).to_have_text(["Second", "First"])


def test_nothing_of_it_leaves_the_device(diary):
    page = diary([])
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    write(page, "Zebra crossing", note="Zebra note")
    read_in(page, "started,title\n2026-03-01T08:00,Zebra import\n")
    exported(page)
    page.reload()
    page.get_by_role("button", name="Change the entry of 5 Mar").click()
    page.goto("/exercises/chin-tuck/play/")
    page.evaluate(FINISH, DETAIL | {"title": "Zebra session"})
    page.goto("/diary/")
    expect(page.get_by_text("Zebra session")).to_be_visible()
    assert sent, "the watch must see requests"
    assert not [told for told in sent if "zebra" in "".join(told).lower()]
    assert not [
        url for url, _ in sent if not url.startswith((page.url.split("/diary")[0], "blob:"))
    ]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_a_full_diary_is_accessible_and_nothing_sticks_out(diary, width, dark):
    page = diary([*SOME, *AWKWARD], width=width, dark=dark)
    page.evaluate(AXE_SCRIPT)
    expect_none(run_axe(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Erase all").click()
    expect_none(run_axe(page))


def test_its_scripts_are_small(page):
    sizes = []
    page.on(
        "requestfinished",
        lambda request: (
            "/js/diary/" in request.url and sizes.append(request.sizes()["responseBodySize"])
        ),
    )
    page.goto("/diary/", wait_until="networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < 8000


def test_without_scripts_it_says_what_it_would_do_and_is_a_table_for_the_printer(open_page):
    page = open_page(width=320, scripts=False)
    page.goto("/diary/")
    expect(page.get_by_text("With JavaScript, this page notes")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("form")).to_have_count(0)
    expect(page.get_by_role("button", name="Save")).to_be_hidden()
    expect(page.locator("main").get_by_role("link", name="routine")).to_be_visible()
