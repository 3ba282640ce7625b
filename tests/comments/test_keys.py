"""Keyed hashes: what is one, what is not, and that nothing leads back."""

from hypothesis import given
from hypothesis import strategies as st

from backcare.comments.keys import address_key, email_key, submission_key, text_key


def test_an_ipv4_address_has_its_own_key():
    assert address_key("192.0.2.1") != address_key("192.0.2.2")
    assert address_key("192.0.2.1") == address_key("::ffff:192.0.2.1")


def test_the_addresses_of_an_ipv6_network_are_one():
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("fe80::1%eth0") == address_key("fe80::2")


def test_what_is_no_address_has_no_key():
    assert address_key("") == address_key("unix:") == address_key("999.1.1.1") == ""


def test_a_key_does_not_say_what_it_was_made_of():
    assert "192.0.2.1" not in address_key("192.0.2.1")
    assert "mary" not in email_key("mary@example.org")
    assert len(address_key("192.0.2.1")) == len(text_key("Hello")) == 64


def test_an_address_is_the_same_however_it_is_capitalised():
    assert email_key("Mary@Example.org ") == email_key("mary@example.org")


def test_a_submission_is_the_same_however_it_is_spaced():
    one = submission_key("Mary", "mary@example.org", "My back\nhurts.")
    assert one == submission_key(" mary ", "MARY@example.org", "My  back hurts.")
    assert one != submission_key("Mary", "mary@example.org", "My neck hurts.")
    assert one != submission_key("Anne", "mary@example.org", "My back hurts.")


@given(st.text(max_size=40), st.text(max_size=40))
def test_words_do_not_wander_between_name_and_text(name, text):
    apart = submission_key(name, "a@example.org", text)
    assert apart != submission_key(f"{name}x", "a@example.org", f"y{text}")
