"""Each database finds what plain Python finds: words, phrases, exclusions, facets, visibility.

The same pages and the same kinds of question run on whichever database the tests run on, so that
two runs hold the databases to each other.
"""

import random
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backcare.publishing.kinds import kinds
from backcare.publishing.models import Page
from backcare.search import documents
from backcare.search.analysis import words as analysed
from backcare.search.finding import facet_counts, find
from backcare.search.names import other_names
from backcare.search.questions import understand
from backcare.topics.models import TopicSynonym
from tests.factories import MAKERS, make_page, make_topic

from . import reference

# Few words, so that pages share many. Some are awkward: to one database's own parser "1e5" is a
# number and "3d" two words; letters of many alphabets; what only Python takes for letters.
SAID = """
low back pain the knots trigger points bad sore night 1e5 3d 15 007 x1y2 café CAFÉ naïve straße
背中 спина ａｂ ﬁt don't knee-to-chest ʰ ² ª 𝔟𝔞𝔠𝔨 ǅ ꙮ
""".split()
NAMES = {
    "Trigger points": ["knots", "sore spots"],
    "Low back pain": ["bad back", "lumbago"],
    "Café": ["3d"],
}
PAGES = 60

words = st.lists(st.sampled_from(SAID), min_size=1, max_size=4).map(" ".join)
part = st.one_of(
    words,
    words.map('"{}"'.format),
    words.map('-"{}"'.format),
    st.sampled_from(SAID).map("-{}".format),
)
questions = st.lists(part, min_size=1, max_size=3).map(" ".join)


def some(chance: random.Random, most: int) -> str:
    return " ".join(chance.choices(SAID, k=chance.randint(1, most)))


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """Pages of all kinds and states, with what plain Python needs to know of each."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield make_site(random.Random(5))
        transaction.set_rollback(True)


def make_site(chance):
    topics = [make_topic(name=name) for name in NAMES]
    for topic in topics:
        for name in NAMES[topic.name]:
            TopicSynonym.objects.create(topic=topic, name=name)
    return dict(make_one(chance, topics) for _ in range(PAGES))


def make_one(chance, topics):
    now = timezone.now()
    kind = chance.choice(list(MAKERS))
    mine = chance.sample(topics, chance.randint(0, 2))
    title, summary, body = some(chance, 3), some(chance, 4), some(chance, 12)
    states = [{}, {}, {}, {}, {"expires_at": now - timedelta(hours=1)}]
    state = chance.choice([*states, {"live_at": now + timedelta(hours=1)}])
    values = {"title": title, "summary": summary, "topics": mine, **state}
    facets = {"kind": {kind}, "topic": {str(topic.pk) for topic in mine}}
    if kind in {"article", "information"}:
        values["body"] = f"<p>{body}</p>"
    elif kind == "exercise":
        level, position = chance.choice([1, 2, 3]), chance.choice(["side_lying", "sitting"])
        values |= {"purpose": body, "level": level, "start_position": position}
        facets |= {"level": {str(level)}, "position": {position}}
    else:
        values["introduction"] = body
    page = make_page(kind, **values)
    documents.index(page)
    named = [name for topic in mine for name in [topic.name, *NAMES[topic.name]]]
    places = (title, summary, *named, str(kinds[kind].label), body)
    live = Page.objects.live().filter(pk=page.pk).exists()
    return page.pk, reference.Text(places, {n: frozenset(v) for n, v in facets.items()}, live)


choices = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.lists(st.sampled_from(list(MAKERS)), min_size=1, max_size=2),
        "level": st.lists(st.sampled_from(["1", "2", "3"]), min_size=1, max_size=2),
        "position": st.just(["side_lying"]),
    },
)


@given(text=questions, chosen=choices)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(text='"pain low"', chosen={})
@example(text='"the the"', chosen={})
@example(text='"points knots"', chosen={})
@example(text="knots", chosen={})
@example(text="lumbago -bad", chosen={})
@example(text='pain -"low back"', chosen={})
@example(text="routine", chosen={})
@example(text="1e5 3d", chosen={"kind": ["article"]})
@pytest.mark.usefixtures("db")
def test_what_is_found_is_what_plain_python_finds(site, text, chosen):
    found = find(text, chosen)
    question = understand(text, other_names)
    assert {match.page for match in found.matches} == reference.found(site, question, chosen)
    for read in (1, 3):
        assert find(text, chosen, read=read).matches[:read] == found.matches[:read]
    if question:
        counted = {facet.name: counts for facet, counts, _more in facet_counts(found)}
        for name in ("kind", "topic", "level", "position"):
            assert counted[name] == reference.counts(site, question, chosen, name), name


@pytest.mark.usefixtures("db", "site")
def test_the_questions_find_something():
    """Or the test above would say little."""
    for text in ("knots", '"low back"', "lumbago", "1e5", "背中", "pain -back", "spina"):
        assert bool(find(text)) == (text != "spina"), text


@pytest.mark.usefixtures("db")
def test_titles_stand_first_on_either_database(site):
    seen = 0
    for text in SAID[:9]:
        pages = [match.page for match in find(text).matches]
        wanted = set(understand(text).typed)
        titled = {key for key in pages if wanted <= {*analysed(site[key].places[0])}}
        assert set(pages[: len(titled)]) == titled, text
        seen += len(titled)
    assert seen
