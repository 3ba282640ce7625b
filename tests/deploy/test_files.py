"""The files that are shipped for nginx, systemd and compose: read by the programs they are for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.browser.site import free_port
from tests.servers import NOT_HERE, find_program, missing

from .nginx import DEPLOY, configure

ROOT = DEPLOY.parent
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def documented():
    """The variables that the README explains."""
    table = (ROOT / "README.md").read_text().split("\n## Configuration\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.M))


def test_nginx_takes_its_configuration(tmp_path):
    if reason := missing("nginx"):
        pytest.skip(reason)
    main = configure(tmp_path, upstreams=[free_port()], plain=free_port(), tls=free_port())
    done = subprocess.run(
        [find_program("nginx"), "-t", "-q", "-p", tmp_path, "-e", tmp_path / "log", "-c", main],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.fixture
def units(tmp_path):
    """The units, with programs and folders of this machine in place of those of a site."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip(f"{NOT_HERE}systemd-analyze")
    for unit in UNITS:
        text = unit.read_text()
        text = text.replace("/srv/backcare/.venv/bin/python", shutil.which("python3") or "")
        text = re.sub(r"^WorkingDirectory=.*", f"WorkingDirectory={tmp_path}", text, flags=re.M)
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def test_systemd_takes_its_units(units):
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(units / unit.name for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_can_do_little_besides_its_work(units, unit):
    """At most 2.0 of 10 by systemd's own reckoning, where 10 is a service that may do anything."""
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager"]
    done = subprocess.run(
        [*command, units / unit.name], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_starts_a_command_that_there_is(unit):
    [command] = re.findall(r"^ExecStart=\S+ manage\.py (\w+)", unit.read_text(), re.M)

    assert list((ROOT / "backcare").glob(f"*/management/commands/{command}.py"))


def test_compose_names_services_volumes_and_files_that_there_are():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]

    assert set(services) == {"app", "worker", "backup", "database", "redis", "proxy"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert "latest" not in service["image"]
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), source
            elif not source.startswith("/"):
                assert source in compose["volumes"]
    assert (DEPLOY / services["app"]["build"]["context"]).resolve() == ROOT
    assert (ROOT / services["app"]["build"]["dockerfile"]).exists()


def test_every_variable_of_the_examples_is_one_of_the_site():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    named = set(compose["services"]["app"]["environment"])
    example = (DEPLOY / "backcare.env").read_text()
    named |= set(re.findall(r"^#?([A-Z_]+)=", example, re.M)) - {"POSTGRES_PASSWORD"}

    assert named <= documented()
    assert len(named) > 6


def test_the_image_has_every_folder_that_the_site_is_made_of():
    text = (DEPLOY / "Dockerfile").read_text()
    copied = set(re.findall(r"^COPY (\w[\w.]*) ", text, re.M))
    allowed = set(re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.M))

    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
    assert {"articles", "backcare", "exercises", "static", "templates"} <= copied


@pytest.mark.parametrize("file", [*UNITS, *DEPLOY.glob("*.*")], ids=lambda file: file.name)
def test_no_secret_is_shipped(file: Path):
    for line in file.read_text().splitlines():
        name, _equals, value = line.lstrip("#").strip().partition("=")
        if name in {"BACKCARE_SECRET_KEY", "POSTGRES_PASSWORD"}:
            assert not value
