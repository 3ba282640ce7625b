"""Each rule, by what it finds and what it lets pass."""

import pytest
from django.core.cache import cache

from backcare.publishing.drafting import edit_as_draft
from backcare.readiness.checking import blocking, check, findings_of
from backcare.readiness.drafts import Draft
from backcare.readiness.models import WatchedPhrase
from backcare.site.models import SiteSettings
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_image,
    make_routine,
    make_series,
    make_topic,
    make_user,
)

from .drafts import article, found

pytestmark = pytest.mark.django_db


def messages(name, draft):
    return [str(finding) for finding in found(name, draft)]


def quotes(name, draft):
    return [finding.quote for finding in found(name, draft)]


def test_nothing_is_said_of_a_page_that_has_everything():
    image = make_image()
    assert check(article(lead_image_id=image.pk)) == []


# What blocks ---------------------------------------------------------------------------


@pytest.mark.parametrize("summary", ["", "  \n"])
def test_a_page_needs_a_summary(summary):
    [finding] = found("summary", article(summary=summary))
    assert finding.is_blocking
    assert finding.field == "summary"


@pytest.mark.parametrize(
    ("body", "skipped"),
    [
        ("<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2>", []),
        ("<h3>A</h3>", ["A"]),
        ("<h2>A</h2><h4>B</h4><h4>C</h4>", ["B"]),
        ("<h2>A</h2><h3>B</h3><h2>C</h2><h4>D</h4>", ["D"]),
    ],
)
def test_headings_go_down_one_level_at_a_time(body, skipped):
    assert quotes("heading-skipped", article(body=body)) == skipped


def test_an_image_needs_words_or_to_be_decorative():
    bare = make_image(alt=" ", caption="Two bags")
    decorative = make_image(alt="", decorative=True)
    body = "".join(f'<figure data-image="{key}"></figure>' for key in (bare.pk, decorative.pk, 999))

    findings = found("alt-missing", article(body=body, lead_image_id=bare.pk))

    assert [finding.field for finding in findings] == ["lead_image", "body", "body"]
    assert findings[0].url.endswith(f"/image/{bare.pk}/change/")
    assert "no longer in the library" in findings[2].message


def test_the_image_of_a_step_needs_words():
    page = make_exercise(steps=[{"text": "Lie down.", "image": make_image(alt=" ")}])
    [finding] = found("alt-missing", Draft(page))
    assert finding.field == "steps-0-image"


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "<p>Some take <strong>ibu</strong>profen.</p>"},
        {"body": "<table><tr><td>Co-codamol</td></tr></table>"},
        {"title": "Ibuprofen for your back"},
        {"summary": "What IBUPROFEN does."},
        {"key_points": "Rest.\nAsk before you take ibuprofen."},
    ],
)
def test_a_page_that_names_a_medicine_needs_a_source(fields):
    [finding] = found("medicine-source", article(**fields))
    assert finding.is_blocking
    assert finding.field in fields
    assert not found("medicine-source", article(**fields, sources=["nhs"]))


def test_what_is_shown_in_the_text_can_be_seen():
    live, draft = make_article(), make_article(status="draft", title="Still to come")
    archived = make_article(status="archived", title="Old")
    body = "".join(
        f'<div data-page="{key}"></div>' for key in (live.pk, draft.pk, archived.pk, 999)
    )

    assert messages("embed-lost", article(body=body)) == [
        "“Still to come” is shown in the text, but it is a draft.",
        "“Old” is shown in the text, but it has been archived.",
        "A page that is shown in the text is not there any more.",
    ]


@pytest.mark.parametrize(
    "href",
    [
        *("/", "/articles/", "/articles/live/", "/articles/live", "/articles/live/#any"),
        *("/articles/live/?page=2", "http://testserver/articles/live/", "https://nhs.uk/nothing/"),
        *("mailto:a@example.org", "tel:111", "/topics/seen/", "/people/ada/", "/series/first/"),
        *("#posture", "#sources", "#source-nice", "/articles/how-to-sit-at-work/#posture"),
        *("/exercises/bridge/play/", "/search/?q=back", "/static/css/site.css"),
    ],
)
def test_links_that_lead_somewhere_pass(href):
    topic, ada = make_topic(slug="seen"), make_contributor(slug="ada")
    make_article(
        slug="live",
        topics=[topic],
        authors=[ada],
        series=make_series(slug="first"),
        series_position=1,
    )
    make_exercise(slug="bridge")
    body = f'<h2>Posture</h2><p><a href="{href}">The way to sit</a></p>'

    assert messages("link-lost", article(body=body, sources=["nice"])) == []


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("/articles/nowhere/", "there is nothing at this address"),
        ("/nowhere/", "there is nothing at this address"),
        ("/a/b/c/", "there is nothing at this address"),
        ("http://testserver/articles/nowhere/", "there is nothing at this address"),
        ("/topics/unseen/", "there is nothing at this address"),
        ("/people/nobody/", "there is nothing at this address"),
        ("/series/empty/", "there is nothing at this address"),
        ("/exercises/to-come/play/", "it is a draft"),
        ("/exercises/to-come/", "it is a draft"),
        ("/articles/old/", "it has been archived"),
        ("/admin/", "readers can't open the desk"),
        ("#nowhere", "there is no such place on this page"),
        ("/articles/how-to-sit-at-work/#nowhere", "there is no such place on this page"),
    ],
)
def test_links_that_lead_nowhere_block(href, why):
    make_topic(slug="unseen")
    make_contributor(slug="nobody")
    make_series(slug="empty")
    make_exercise(slug="to-come", status="draft")
    make_article(slug="old", status="archived")
    body = f'<h2>Posture</h2><p>See <a href="{href}">the way to sit</a>.</p>'

    [finding] = found("link-lost", article(body=body))

    assert finding.is_blocking
    assert finding.message.endswith(f"but {why}.")
    assert finding.quote == "the way to sit"


def test_drafts_that_a_person_may_not_see_are_not_spoken_of():
    make_article(slug="secret", status="draft", title="How to sit at work")
    body = '<p><a href="/articles/secret/">x</a></p>'
    stranger = Draft(article(body=body).page, parts=article()._parts, viewer=make_user())

    assert "there is nothing at this address" in messages("link-lost", stranger)[0]
    assert found("title-taken", stranger) == []
    assert found("title-taken", article())


def test_an_exercise_needs_steps_and_a_reviewer_unless_the_site_does_without():
    page = make_exercise()
    assert [finding.rule.name for finding in blocking(page)] == ["steps", "reviewer"]

    SiteSettings.objects.create(exercises_need_reviewer=False)
    cache.clear()
    assert [finding.rule.name for finding in blocking(page)] == ["steps"]


def test_a_routine_needs_items_that_readers_can_see():
    hidden = make_exercise(status="draft", title="Bridge")
    assert [f.rule.name for f in blocking(make_routine())] == ["items"]
    walk = {"activity": "walk", "minutes": 5}
    assert blocking(make_routine(items=[make_exercise(), walk])) == []
    [finding] = blocking(make_routine(items=[walk, hidden]))
    assert (finding.rule.name, finding.field) == ("item-hidden", "items-1-exercise")


# What is advised -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "This stretch is a cure.",
        "Instant relief, guaranteed.",
        "Not only that: it cures your back.",
        "Fix your pain in 7 seconds.",
        "Loosens the back in just 30 seconds",
        "The 7-second trick",
        "No equipment, and the pain is gone forever.",
    ],
)
def test_promises_are_flagged(text):
    assert found("claim", article(body=f"<p>{text}</p>"))
    assert found("claim", article(title=text))


@pytest.mark.parametrize(
    "text",
    [
        "There is no cure.",
        "Nothing can cure it.",
        "It won’t last forever.",
        "Be wary of what is sold as a “miracle cure” for backs.",
        "That one exercise can cure everybody is a myth.",
        "Hold it for 7 seconds, then rest in between.",
        "Most feel better within six weeks.",
        "Take a break in 30 minutes.",
        "Rest, secure the mat and procure a chair.",
    ],
)
def test_what_is_denied_or_quoted_or_meant_otherwise_is_no_promise(text):
    assert quotes("claim", article(body=f"<p>{text}</p>")) == []


def test_a_promise_in_a_quotation_is_somebody_elses():
    assert not found("claim", article(body="<blockquote><p>It cures all.</p></blockquote>"))


def test_an_editors_advice_on_a_phrase_stands_before_the_rules_own():
    assert found("claim", article(title="The cure"))[0].advice == "Say what may help."


@pytest.mark.parametrize(
    "sentence",
    [
        "About 80% of people have it.",
        "It helps 30 per cent.",
        "Two in ten get better.",
        "One out of every five stops.",
        "Studies show that it helps.",
        "Research has found little.",
    ],
)
def test_figures_and_studies_need_a_source(sentence):
    cited = f'<p>Rest. {sentence}<sup data-source="nice"></sup> Then go.</p>'
    late = f'<p>{sentence} That is all.<sup data-source="nice"></sup></p>'
    early = f'<p>Rest.<sup data-source="nice"></sup> {sentence}</p>'

    assert quotes("unsourced", article(body=f"<p>Rest. {sentence}</p>")) == [sentence]
    assert quotes("unsourced", article(body=cited, sources=["nice"])) == []
    assert quotes("unsourced", article(body=late, sources=["nice"])) == []
    assert quotes("unsourced", article(body=early, sources=["nice"])) == [sentence]
    assert quotes("unsourced", article(body=cited, sources=["other"])) == [sentence]


@pytest.mark.parametrize(
    "text",
    ["<h2>What 25 trials found: 8%</h2>", "<p>Back at 2 in the night.</p>", "<ul><li>5%</li></ul>"],
)
def test_headings_and_hours_need_no_source(text):
    assert not found("unsourced", article(body=text))


def test_sentences_of_more_than_thirty_words_are_quoted():
    long = " ".join(["word"] * 31) + "."
    draft = article(body=f"<h2>{long}</h2><ul><li>{long}</li></ul><p>Short. {long}</p>")

    assert len(quotes("long-sentence", draft)) == 3
    assert not found("long-sentence", article(body=f"<p>{' '.join(['word'] * 30)}.</p>"))


def test_the_reading_age_is_that_of_running_text_alone():
    hard = "Considerable physiotherapeutic uncertainty characterises recommendations regrettably. "
    easy = "You can walk. It will help you. Rest when it hurts. "

    [finding] = found("reading-age", article(body=f"<p>{hard * 20}</p>"))
    assert finding.quote == hard.strip()
    assert not found("reading-age", article(body=f"<p>{easy * 20}</p>" + f"<h2>{hard * 20}</h2>"))
    cells = f"<table><tr><td>{hard * 20}</td></tr></table><ul><li>{hard.rstrip('. ')}</li></ul>"
    assert not found("reading-age", article(body=f"<p>{easy * 20}</p>{cells}"))
    assert not found("reading-age", article(body=f"<p>{hard * 5}</p>"))  # Too little to tell.


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "x" * 66}, "search_title"),
        ({"title": "x" * 66, "search_title": "x" * 65}, None),
        ({"summary": "x" * 49}, "search_description"),
        ({"summary": "x" * 50}, None),
        ({"summary": "x" * 165}, None),
        ({"summary": "x" * 166}, "search_description"),
        ({"summary": "x" * 20, "search_description": "x" * 50}, None),
    ],
)
def test_a_search_result_is_shown_whole_and_says_enough(fields, field):
    assert [f.field for f in found("search-result", article(**fields))] == (
        [field] if field else []
    )


def test_a_lede_of_more_than_forty_words_is_long():
    assert found("lede", article(summary="word " * 41))
    assert not found("lede", article(summary="word " * 40))


def test_a_title_is_no_other_pages_whatever_its_case():
    other = make_article(title="HOW TO SIT AT WORK")
    [finding] = found("title-taken", article())
    assert finding.url.endswith(f"/article/{other.pk}/change/")


def test_a_draft_shares_its_title_with_its_own_page():
    page = make_article(title="Mine")
    draft = edit_as_draft(page, by=None)
    names = {f.rule.name for row in (page, draft) for f in findings_of(row)}
    assert "title-taken" not in names


def test_a_page_is_about_a_topic():
    assert found("topic", article(topics=0))
    assert not found("topic", article(topics=1))


@pytest.mark.parametrize(
    ("alt", "caption", "flagged"),
    [
        ("Two bags", "Two bags.", True),
        ("IMG_0042.JPG", "", True),
        ("Picture of two bags", "", True),
        ("Two bags on a floor", "Two bags", False),
    ],
)
def test_an_alternative_text_says_something_of_its_own(alt, caption, flagged):
    image = make_image(alt=alt, caption=caption)
    assert bool(found("alt-quality", article(lead_image_id=image.pk))) is flagged


@pytest.mark.parametrize(
    ("words", "flagged"),
    [
        ("here", True),
        ("Click here", True),
        ("Click here for exercises", True),
        ("exercises to do here at home", False),
        ("Read more", True),
        ("Read more about the labels", False),
        ("https://www.nhs.uk/back-pain", True),
        ("nhs.uk/back-pain", True),
        ("the NHS on back pain", False),
    ],
)
def test_a_link_says_where_it_leads(words, flagged):
    body = f'<p><a href="https://www.nhs.uk/back-pain">{words}</a></p>'
    assert bool(found("link-words", article(body=body))) is flagged


def test_phrases_that_are_not_in_use_are_not_looked_for():
    WatchedPhrase.objects.filter(phrase="ibuprofen").update(is_active=False)
    draft = article(body="<p>Ibuprofen and naproxen.</p>", watched=None)
    assert quotes("medicine-source", draft) == ["naproxen"]


def test_a_rule_that_finds_much_stops_after_ten():
    assert len(found("claim", article(body="<p>It cures.</p>" * 50))) == 10
