"""How failures are counted: rules that hold whatever is limited."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from backcare.accounts.keys import network_of
from backcare.accounts.models import Failures
from backcare.accounts.throttle import (
    FORGET_AFTER,
    LONGEST_DELAY,
    Limit,
    TooMany,
    by_account,
    by_network,
    forget_old,
    forgive,
    give_back,
    take,
)

from .conftest import NOW

LIMIT = Limit("k" * 64, free=3)
OTHER = Limit("o" * 64, free=0)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_delay_grows_with_the_failures_and_ends_at_a_quarter_of_an_hour(few, many):
    few, many = sorted((few, many))
    assert timedelta() <= LIMIT.delay(few) <= LIMIT.delay(many) <= LONGEST_DELAY
    assert not LIMIT.delay(LIMIT.free)
    assert LIMIT.delay(LIMIT.free + 1) == timedelta(seconds=1)


@pytest.mark.django_db
def test_tries_beyond_the_free_ones_wait_longer_each_time(clock):
    waits = []
    for _ in range(14):
        try:
            take([LIMIT])
        except TooMany as error:
            waits.append(error.seconds)
            clock.shift(error.seconds)
            take([LIMIT])
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]


@pytest.mark.django_db
def test_a_try_that_comes_too_early_keeps_nobody_waiting_longer(clock):
    for _ in range(4):
        take([LIMIT])
    for _ in range(50):
        with pytest.raises(TooMany):
            take([LIMIT])
    clock.shift(1)
    take([LIMIT])


@pytest.mark.django_db
def test_a_try_that_one_limit_refuses_counts_under_none(clock):
    take([OTHER])
    with pytest.raises(TooMany):
        take([LIMIT, OTHER])
    assert not Failures.objects.filter(key=LIMIT.key, count__gt=0).exists()


@pytest.mark.django_db
def test_what_was_right_is_as_if_it_had_not_been(clock):
    for _ in range(3):
        take([LIMIT])
    for _ in range(20):
        take([LIMIT])
        give_back([LIMIT])
    assert Failures.objects.get().count == 3


@pytest.mark.django_db
def test_a_day_without_failures_forgets_them(clock):
    for _ in range(4):
        take([LIMIT])
    clock.shift(FORGET_AFTER + timedelta(seconds=1))
    take([LIMIT])
    assert Failures.objects.get().count == 1
    assert forget_old() == 0
    clock.shift(FORGET_AFTER + timedelta(seconds=1))
    assert forget_old() == 1


@pytest.mark.django_db
def test_a_clock_that_was_ahead_shuts_nobody_out(clock):
    for _ in range(4):
        take([LIMIT])
    clock.shift(timedelta(days=-300))
    take([LIMIT])


@pytest.mark.django_db
def test_who_is_in_begins_anew(clock):
    for _ in range(4):
        take([LIMIT])
    forgive([LIMIT])
    take([LIMIT])
    assert Failures.objects.get().count == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 second,"), (59, "59 seconds,"), (60, "1 minute,"), (61, "2 minutes,")],
)
def test_the_sentence_says_how_long(seconds, said):
    assert f"wait {said}" in TooMany(seconds).sentence


def test_tries_at_one_instant_are_all_counted(for_threads):
    """Of many at once only so many are judged as are free, plus the one that begins the delay."""

    def one(_number):
        try:
            take([LIMIT])
        except TooMany:
            return 0
        finally:
            connection.close()
        return 1

    with time_machine.travel(NOW, tick=False), ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == LIMIT.free + 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "nonsense", True),
    ],
)
def test_a_network_is_an_ipv4_address_or_half_an_ipv6_one(one, other, same):
    assert (network_of(one) == network_of(other)) is same


def test_a_name_is_one_in_any_case(rf):
    assert by_account("Edith ") == by_account("edith")
    assert by_account("edith") != by_account("edit")


def test_forwarded_headers_are_believed_of_trusted_proxies_only(rf, settings):
    forged = [rf.get("/", headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in (1, 2)]
    assert by_network(forged[0]) == by_network(forged[1])

    settings.TRUSTED_PROXIES = 1
    assert by_network(forged[0]) != by_network(forged[1])
