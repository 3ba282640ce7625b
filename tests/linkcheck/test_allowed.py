"""Which servers may be asked."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backcare.linkcheck.allowed import (
    NoSuchHost,
    NotAllowed,
    is_public,
    parsed,
    public_addresses,
)


def addresses_of(url, resolver=lambda host, port: ["93.184.216.34"]):
    _parts, host, port = parsed(url)
    return public_addresses(host, port, resolver)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2001::1",
        "2001:2::1",
        "2001:20::1",
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "100::1",
        "3fff::1",
        "4000::1",
    ],
)
def test_what_is_near_to_this_machine_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"]
)
def test_what_is_public_is(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_no_more_public_in_the_clothes_of_ipv6(address):
    for dressed in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(ip_address(dressed)) == is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://public.example/",
        "ftp://public.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//public.example/",
        "public.example",
        "",
        "http://",
        "http:///path",
        "http://user@public.example/",
        "http://user:password@public.example/",
        "http://public.example:22/",
        "http://public.example:8080/",
        "http://public.example:0/",
        "http://public.example:99999/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://pub lic.example/",
        "http://public.example\\@127.0.0.1/",
        "http://-/",
        "http://" + "a" * 300 + ".example/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://①②⑦.⓪.⓪.①/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_no_other_address_gets_as_far_as_a_name(url):
    def resolver(host, port):
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(NotAllowed):
        addresses_of(url, resolver)


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["93.184.216.34", "::1"],
        ["fe80::1%eth0"],
        ["nonsense"],
    ],
)
def test_one_address_that_is_not_public_is_one_too_many(found):
    with pytest.raises(NotAllowed):
        addresses_of("https://public.example/", lambda host, port: found)


def test_a_name_is_looked_up_once_and_may_be_written_in_any_script():
    asked = []

    def resolver(host, port):
        asked.append((host, port))
        return ["93.184.216.34", "93.184.216.34", "2606:4700:4700::1111"]

    assert addresses_of("https://Rücken.example/", resolver) == [
        "93.184.216.34",
        "2606:4700:4700::1111",
    ]
    assert asked == [("xn--rcken-kva.example", 443)]


def test_a_name_without_addresses_is_no_host():
    with pytest.raises(NoSuchHost):
        addresses_of("https://public.example/", lambda host, port: [])
