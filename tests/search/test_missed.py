"""What readers looked for in vain is counted, and nothing is learnt about them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.addresses.missing import Meter
from backcare.search import documents, jobs, missed
from backcare.search.missed import kept
from backcare.search.models import MissedSearch, Word
from backcare.search.questions import understand
from tests.factories import make_article

pytestmark = pytest.mark.django_db

URL = "/search/"


@pytest.fixture(autouse=True)
def fresh_meter(monkeypatch):
    monkeypatch.setattr(missed, "meter", Meter())


def counted():
    return dict(MissedSearch.objects.values_list("words", "count"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TENS machine", "machine tens"),
        ("machine, tens!", "machine tens"),
        ("fibromyalgia", "fibromyalgia"),
        ("costochondritis in children", "children costochondritis"),
        ("John Smith sciatica", "sciatica"),
        ("john smith sciatica", "sciatica"),
        ("my neighbour Mrs Entwhistle has lumbago", "lumbago"),
        ("Waddell", ""),
        ("zorbleflex", ""),
        ("the", ""),
        ("", ""),
    ],
)
def test_only_words_that_are_nobodys_are_kept(text, words):
    Word.objects.create(word="waddell", is_common=False)
    assert kept(text) == words


def test_words_that_pages_use_in_small_letters_are_kept():
    documents.index(make_article(title="Anna", body="<p>Anna likes trampolining.</p>"))
    assert kept("anna trampolining") == "trampolining"


@pytest.mark.parametrize(
    "text",
    [
        "pain jane.doe@example.org",
        "back pain 07700 900123",
        "pain AB123456C",
        "https://pain.example.org",
        "www.pain.example",
        "my pain began when the massage of my neck and knee went wrong",
    ],
)
def test_what_may_be_personal_is_not_counted_at_all(text):
    missed.note(understand(text))
    assert counted() == {}


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_of_any_text_only_known_words_are_kept(text):
    for word in kept(text).split():
        assert word in missed.trade() or missed.TERM.fullmatch(word)


def test_a_search_that_finds_nothing_is_counted(client):
    for query in ("tens machine", "Machine TENS", "tens machine zorble"):
        client.get(URL, {"q": query})
    assert counted() == {"machine tens": 3}


def test_what_is_found_corrected_narrowed_or_a_later_page_is_not(client):
    documents.index(make_article(title="Sciatica"))
    for query in ("sciatica", "siatica"):
        client.get(URL, {"q": query})
    client.get(URL, {"q": "sciatica", "kind": "exercise"})
    client.get(URL, {"q": "lumbago", "page": "2"})
    client.get(URL, {"q": "-lumbago"})
    assert counted() == {}


def test_a_flood_writes_little(client, monkeypatch):
    monkeypatch.setattr(missed, "meter", Meter(burst=2, clock=lambda: 0.0))
    for word in ("lumbago", "yoga", "pilates", "reiki"):
        client.get(URL, {"q": word})
    assert len(counted()) == 2


def test_old_and_rare_ones_are_forgotten(monkeypatch):
    now = timezone.now()
    MissedSearch.objects.create(words="yoga", count=9, last_seen_at=now - timedelta(days=91))
    MissedSearch.objects.create(words="pilates", count=2)
    MissedSearch.objects.create(words="reiki", count=1)
    monkeypatch.setattr(jobs, "MOST_ROWS", 1)
    jobs.forget_missed()
    assert counted() == {"pilates": 2}


def test_trade_words_are_words():
    assert len(missed.trade()) > 300
    assert all(word.isascii() and word.isalpha() and word.islower() for word in missed.trade())


def test_the_desk_lists_them(admin_client):
    cache.clear()
    MissedSearch.objects.create(words="machine tens", count=3)
    page = admin_client.get(reverse("admin:search_missedsearch_changelist")).text
    assert "machine tens" in page
    assert "/search/?q=machine+tens" in page
    assert "1 search that found nothing" in admin_client.get(reverse("admin:index")).text


def test_nobody_writes_them_by_hand(admin_client):
    row = MissedSearch.objects.create(words="yoga")
    assert admin_client.get(reverse("admin:search_missedsearch_add")).status_code == 403
    url = reverse("admin:search_missedsearch_change", args=[row.pk])
    assert admin_client.post(url, {"words": "x"}).status_code == 403
