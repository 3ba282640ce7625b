import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parent.parent / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_and_no_path(lock):
    assert not re.search(r"://|^-|[a-z]\.(com|io|net|org)\b", lock.read_text(), re.M)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_is_pinned_with_hashes(lock):
    packages = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", lock.read_text(), re.M | re.S)

    assert packages
    for package in packages:
        assert re.match(r"\S+==\S+", package)
        assert "--hash=sha256:" in package


@pytest.mark.parametrize("source", sorted(REQUIREMENTS.glob("*.in")), ids=lambda file: file.name)
def test_every_package_asked_for_says_why(source):
    packages = [line for line in source.read_text().splitlines() if re.match(r"[a-z]", line)]

    assert packages
    assert all("  # " in line for line in packages)
    assert source.with_suffix(".txt") in LOCKS
