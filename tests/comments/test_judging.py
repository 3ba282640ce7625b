"""What becomes of a comment that comes in, and the reasons that are given."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backcare.comments.blocking import stored_value
from backcare.comments.judging import judge
from backcare.comments.models import Block, RedFlagPhrase, Rules
from tests.comments.factories import make_comment, make_submission
from tests.factories import make_article, make_contributor, make_user

pytestmark = pytest.mark.django_db

ADVERT = (
    "Great post!! I lost 20 kg and cured my pain with this AMAZING product, 70% OFF today only: "
    "https://pills-bargains.example/deal http://pills-bargains.example/coupon"
)


def codes(verdict) -> list[str]:
    return [reason["code"] for reason in verdict.reasons]


def known_reader(**overrides):
    """Somebody with an approved comment; returns what their next one brings along."""
    make_comment(name="Mary", email="mary@example.org", created_at=a_year_ago())
    return {"name": "Mary", "email": "mary@example.org", **overrides}


def a_year_ago():
    return timezone.now() - timedelta(days=365)


def test_the_first_comment_of_a_person_waits():
    verdict = judge(make_submission())
    assert verdict.status == "held"
    assert codes(verdict) == ["first"]


def test_whoever_has_been_approved_is_shown_at_once():
    verdict = judge(make_submission(**known_reader()))
    assert verdict.status == "approved"
    assert verdict.reasons == []


def test_a_known_address_under_another_name_is_a_first_comment():
    verdict = judge(make_submission(**known_reader(name="Somebody else")))
    assert codes(verdict) == ["first"]


@pytest.mark.parametrize("status", ["held", "spam", "removed", "withdrawn"])
def test_only_what_was_approved_makes_known(status):
    make_comment(name="Mary", email="mary@example.org", status=status)
    assert "first" in codes(judge(make_submission(name="Mary", email="mary@example.org")))


def test_the_rule_on_first_comments_can_be_switched_off():
    Rules(hold_first=False).save()
    assert judge(make_submission()).status == "approved"


def test_a_plain_advertisement_is_spam_and_says_why():
    verdict = judge(make_submission(text=ADVERT))
    assert verdict.status == "spam"
    assert {"filter", "links"} <= set(codes(verdict))
    assert verdict.score >= Rules().spam_above
    assert verdict.evidence


def test_the_thresholds_are_those_of_the_rules():
    everything = Rules(hold_first=False, approve_below=0, spam_above=0)
    everything.save()
    assert judge(make_submission()).status == "spam"
    Rules(hold_first=False, approve_below=0, spam_above=1).save()
    assert judge(make_submission()).status == "held"


def test_a_danger_sign_is_held_even_of_a_known_reader():
    text = "Since this morning I'm numb between my legs."
    verdict = judge(make_submission(**known_reader(text=text)))
    assert verdict.status == "held"
    assert verdict.has_red_flag
    assert "numb between my legs" in verdict.reasons[0]["words"]


def test_a_danger_sign_in_an_advertisement_is_read_by_a_person():
    verdict = judge(make_submission(text=f"I was numb between my legs. {ADVERT}"))
    assert verdict.status == "held"


def test_a_phrase_out_of_use_is_not_looked_for():
    RedFlagPhrase.objects.create(phrase="stubborn mule", is_active=False)
    verdict = judge(make_submission(**known_reader(text="My back is a stubborn mule.")))
    assert not verdict.has_red_flag


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"is_from_here": False}, "sender"),
        ({"decoy": "https://example.org"}, "decoy"),
        ({"seconds": 0.4}, "haste"),
        ({"text": "See https://a.example/1 and https://b.example/2 for both."}, "links"),
        ({"text": "My back hu\u200brts when I sit."}, "trick"),
    ],
)
def test_what_is_odd_holds_a_known_reader_and_is_said(values, code):
    verdict = judge(make_submission(**known_reader(**values)))
    assert verdict.status == "held"
    assert code in codes(verdict)
    assert all(reason["words"].endswith((".", "”.", "!")) for reason in verdict.reasons)


def test_without_a_script_no_time_is_known_and_nothing_held():
    verdict = judge(make_submission(**known_reader(seconds=None)))
    assert verdict.status == "approved"


def test_one_link_is_allowed():
    text = "This leaflet helped me: https://www.nhs.uk/conditions/back-pain/"
    assert "links" not in codes(judge(make_submission(**known_reader(text=text))))


def test_the_same_text_under_another_name_is_held():
    make_comment(text="I tried this one and it helped.", name="Anne")
    verdict = judge(make_submission(**known_reader(text="I tried this one and it HELPED.")))
    assert codes(verdict) == ["repetition"]


def test_few_words_are_said_by_many():
    make_comment(text="Thank you very much!", name="Anne")
    assert judge(make_submission(**known_reader(text="Thank you very much!"))).reasons == []


def test_many_comments_from_one_address_are_held_before_they_are_refused():
    known = known_reader(address="192.0.2.77")
    key = make_submission(**known).address_key
    for _ in range(4):
        make_comment(address_key=key)
    assert judge(make_submission(**known)).status == "approved"
    make_comment(address_key=key)
    assert codes(judge(make_submission(**known))) == ["rate"]


def test_many_comments_on_one_page_are_held():
    Rules(most_on_page=3).save()
    page = make_article().page_ptr
    for _ in range(3):
        make_comment(page=page)
    known = known_reader()
    assert codes(judge(make_submission(page=page, **known))) == ["rate"]
    assert judge(make_submission(**known)).status == "approved"


def block(kind: str, value: str, **values) -> Block:
    stored, hint = stored_value(kind, value)
    return Block.objects.create(kind=kind, value=stored, hint=hint, **values)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("address", "2001:db8:1:2::1"),
        ("email", "mary@example.org"),
        ("email", "@example.org"),
        ("word", "miracle oil"),
    ],
)
def test_what_is_blocked_is_spam(kind, value):
    block(kind, value)
    submission = make_submission(
        **known_reader(address="2001:db8:1:2:9::5", text="Try Miracle  Oil, it works.")
    )
    verdict = judge(submission)
    assert verdict.status == "spam"
    assert "block" in codes(verdict)


@pytest.mark.parametrize("value", ["mary@example.org", "192.0.2.9"])
def test_no_address_of_a_person_stands_in_a_block(value):
    kind = "email" if "@" in value else "address"
    row = block(kind, value)
    assert value not in f"{row.value} {row.hint}"


def test_a_blocked_domain_covers_those_below_it_and_no_other():
    block("email", "@example.org")
    assert judge(make_submission(email="x@mail.example.org")).status == "spam"
    assert judge(make_submission(email="x@notexample.org")).status == "held"


def test_a_blocked_word_is_no_part_of_another():
    block("word", "ass")
    assert "block" not in codes(judge(make_submission(text="My massage class helped.")))


def test_a_blocked_word_is_found_in_disguise():
    block("word", "casino")
    assert "block" in codes(judge(make_submission(text="Try my c\u0430sin\u043e tonight.")))


def test_a_block_may_only_hold():
    block("word", "herbal", effect="hold")
    assert judge(make_submission(text="Is a herbal tea any good?")).status == "held"


def test_a_block_ends():
    block("word", "herbal", until=timezone.now() - timedelta(seconds=1))
    assert "block" not in codes(judge(make_submission(text="Is a herbal tea any good?")))


@pytest.mark.parametrize(
    ("kind", "value"), [("address", "nowhere"), ("email", "nobody"), ("word", " \u200b ")]
)
def test_what_can_not_be_blocked_is_refused(kind, value):
    with pytest.raises(ValueError, match="no "):
        stored_value(kind, value)


def test_the_sites_own_people_are_shown_at_once():
    user = make_user()
    verdict = judge(
        make_submission(
            user=user,
            contributor=make_contributor(user=user),
            text="If you are numb between your legs, call 999 now.",
        )
    )
    assert verdict.status == "approved"
    assert codes(verdict) == ["site"]


def test_judging_writes_nothing_and_asks_little(django_assert_max_num_queries):
    submission = make_submission(**known_reader())
    with django_assert_max_num_queries(8):
        judge(submission)
