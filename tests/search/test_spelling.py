import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.search import documents, spelling
from backcare.search.correcting import correct
from backcare.search.models import Word
from backcare.search.questions import understand
from backcare.search.spelling import distance, keys_of, sound
from backcare.search.words import remember, written_in
from tests.factories import make_article

letters = st.text("abcdefgh", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("sciatica", "sciatica", 0),
        ("siatica", "sciatica", 1),
        ("sciaticca", "sciatica", 1),
        ("sciatika", "sciatica", 1),
        ("scaitica", "sciatica", 1),
        ("siattica", "sciatica", 2),
        ("", "ab", 2),
        ("massage", "sciatica", 3),
    ],
)
def test_distance(one, other, far):
    assert distance(one, other, 2) == distance(other, one, 2) == far


@given(letters, letters)
def test_a_distance_beyond_the_most_is_one_more(one, other):
    exact = distance(one, other, 20)
    for most in range(4):
        assert distance(one, other, most) == min(exact, most + 1)


@given(letters.filter(lambda word: len(word) >= 4), st.data())
def test_a_word_with_one_slip_shares_a_key_with_it(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefgh"))
    slips = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
    ]
    assert all(keys_of(word) & keys_of(slip) for slip in slips)


@pytest.mark.parametrize(
    "words",
    [
        ("sciatica", "syatica", "siattika"),
        ("physio", "fisio"),
        ("chiropractor", "kyropractor"),
        ("knee", "nee"),
    ],
)
def test_words_that_sound_alike(words):
    assert len({sound(word) for word in words}) == 1


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_keys_are_as_short_as_their_column(word):
    assert all(len(key) <= 24 for key in keys_of(word))


def test_words_are_kept_as_they_are_written():
    assert written_in(["Ibuprofen helps; ask Waddell, Café café a 15 3d"]) == {
        "ibuprofen": False, "helps": True, "ask": True, "waddell": False, "cafe": True,
    }  # fmt: skip


@pytest.mark.django_db
def test_words_are_remembered_once_and_small_letters_count():
    remember({"waddell": False, "pain": True})
    remember({"waddell": False, "pain": False, "back": True})
    assert dict(Word.objects.values_list("word", "is_common")) == {
        "waddell": False, "pain": True, "back": True,
    }  # fmt: skip
    remember({"waddell": True})
    assert Word.objects.get(word="waddell").is_common


def indexed(title, **overrides):
    page = make_article(title=title, body="<p>x</p>", summary="x", **overrides)
    documents.index(page)
    return page


def corrected(text):
    return correct(understand(text)).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("siatica", "sciatica"),
        ("Siattica!", "sciatica!"),
        ("syatica at night", "sciatica at night"),
        ('"siatica" -knee', '"sciatica" -knee'),
        ("scíatca", "sciatica"),
        ("paenkillers", "painkillers"),
        ("pain killers", "painkillers"),
        ("pain killlers now", "painkillers now"),
        ("triggerpoints", "trigger points"),
        ("sciatica", ""),
        ("zzzzzzzz", ""),
        ("sci", ""),
        ("15 1e5 背中", ""),
        ("", ""),
        ("a1 b2 c3 d4 e5 f6 g7 h8", ""),
    ],
)
def test_what_was_meant(typed, meant):
    indexed("Sciatica at night")
    indexed("Painkillers now and pain")
    indexed("Trigger points")
    assert corrected(typed) == meant


@pytest.mark.django_db
def test_of_words_as_near_the_one_on_more_pages_is_meant():
    indexed("Pillow")
    indexed("Willow")
    indexed("Pillow")
    assert corrected("zillow") == "pillow"


@pytest.mark.django_db
def test_no_word_of_a_page_that_is_not_live_is_offered():
    page = indexed("Sciatica")
    assert corrected("siatica") == "sciatica"
    page.status = "archived"
    page.save()
    assert corrected("siatica") == ""


@pytest.mark.django_db
def test_it_costs_a_few_queries_whatever_is_typed(django_assert_max_num_queries):
    indexed("Sciatica")
    for text in ("siatica", "zzzz " * 50, "s" * 200):
        with django_assert_max_num_queries(4):
            corrected(text)


@pytest.mark.django_db
def test_no_more_words_are_looked_at_than_allowed(monkeypatch):
    monkeypatch.setattr(spelling, "MOST_FOUND", 2)
    remember(dict.fromkeys(["siatica", "siaticb", "siaticc"], True))
    assert len(spelling.meant_by(["siaticd"])["siaticd"]) <= 2
