"""Reads the configuration from the environment and explains what is wrong with it.

A wrong or missing value ends the process with one line that names the variable, because
the person who sees it has just typed it and needs no traceback.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

import environ

ENV = environ.Env()


def refuse(variable: str, advice: str) -> NoReturn:
    """End the process with a line that names ``variable`` and says what to do."""
    raise SystemExit(f"backcare: {variable}: {advice}")


def flag(variable: str, *, default: bool) -> bool:
    """A yes or no: 1, true, yes, on; 0, false, no, off."""
    value = os.environ.get(variable, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    refuse(variable, f"expected 1 or 0, not {value!r}.")


def whole_number(variable: str, *, default: int, least: int, most: int) -> int:
    """A whole number between ``least`` and ``most``, both allowed."""
    value = os.environ.get(variable, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        refuse(variable, f"expected a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def site_url(variable: str, *, default: str) -> SplitResult:
    """Where the site lives: scheme, host and port, without a path.

    A port that goes without saying is left out, as browsers leave it out of ``Origin``.
    """
    value = os.environ.get(variable, "").strip() or default
    advice = f"expected an address such as https://www.example.org, not {value!r}."
    try:
        url = urlsplit(value)
        well_formed = url.port is None or url.port > 0
    except ValueError:
        refuse(variable, advice)
    if url.scheme not in {"http", "https"} or not url.hostname or not well_formed:
        refuse(variable, advice)
    if url.path not in {"", "/"} or url.query or url.fragment or url.username:
        refuse(
            variable,
            f"must be the root of a host: drop what follows the host in {value!r}.",
        )
    if url.port == {"http": 80, "https": 443}[url.scheme]:
        url = url._replace(netloc=url.netloc.rpartition(":")[0])
    return url


def folder(variable: str, *, default: Path) -> Path:
    """A folder that the site may write to; it need not exist yet."""
    path = Path(os.environ.get(variable, "").strip() or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        refuse(variable, f"{path} is a file; name a folder.")
    return path


def database(variable: str, *, default: str) -> dict:
    """A Django database setting from an address such as postgres://user:pass@host/name."""
    value = os.environ.get(variable, "").strip() or default
    scheme = value.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        refuse(
            variable, "expected sqlite:///path/to/file or postgres://user:password@host:port/name."
        )
    try:
        config = ENV.db_url_config(value)
    except (ValueError, KeyError):
        refuse(variable, "could not be read; write postgres://user:password@host:port/name.")
    if not config.get("NAME"):
        refuse(variable, "names no database; end it with /name.")
    return config


def cache(variable: str, *, default: dict) -> dict:
    """A Django cache setting from an address such as redis://host:6379/0."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return default
    if value.partition(":")[0] not in {"redis", "rediss"}:
        refuse(variable, "expected redis://host:port/number.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def mail(variable: str, *, default: dict) -> dict:
    """Django's mail settings from an address such as smtp+tls://user:pass@host:587."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return default
    scheme = value.partition(":")[0]
    if scheme not in {"smtp", "smtp+tls", "smtp+ssl", "consolemail"}:
        refuse(
            variable,
            "expected smtp+tls://user:password@host:587 (or smtp:, smtp+ssl:, consolemail:).",
        )
    try:
        return dict(ENV.email_url_config(value))
    except (ValueError, KeyError):
        refuse(variable, "could not be read; write smtp+tls://user:password@host:587.")


def secret_key(variable: str, *, file: Path) -> str:
    """The secret key: from the environment, or kept in ``file``, made at the first start.

    The file is readable by its owner alone and appears whole or not at all, so that two
    processes that start together agree on one key.
    """
    value = os.environ.get(variable, "").strip()
    if value:
        if len(value) < 50:
            refuse(variable, "is shorter than 50 characters; leave it out to have one made.")
        return value
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        refuse(variable, f"{file} cannot be read ({error.strerror}).")
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):  # another process was first; its key holds
            os.link(fresh, file)
        fresh.unlink()
    except OSError as error:
        refuse("BACKCARE_VAR", f"{file.parent} cannot be written to ({error.strerror}).")
    return file.read_text(encoding="ascii").strip()
