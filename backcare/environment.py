"""Reads the configuration from the environment and explains what is wrong with it.

A wrong or missing value ends the process with one line that names the variable, because
the person who sees it has just typed it and needs no traceback.
"""

import contextlib
import os
import re
import secrets
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

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


def optional_url(variable: str) -> str:
    """An address such as http://127.0.0.1:6081/, or nothing."""
    value = os.environ.get(variable, "").strip()
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
        refuse(variable, f"expected an address such as http://127.0.0.1:6081/, not {value!r}.")
    return value


def folder(variable: str, *, default: Path) -> Path:
    """A folder that the site may write to; it need not exist yet."""
    path = Path(os.environ.get(variable, "").strip() or default).expanduser().resolve()
    if path.exists() and not path.is_dir():
        refuse(variable, f"{path} is a file; name a folder.")
    return path


def address(variable: str, *, default: str) -> str:
    """An address of this machine, or one that stands for all of them: 0.0.0.0 or ::."""
    value = os.environ.get(variable, "").strip() or default
    try:
        return str(ip_address(value))
    except ValueError:
        refuse(variable, f"expected an IP address such as 127.0.0.1 or 0.0.0.0, not {value!r}.")


def needs(variable: str, module: str, *, lock: str) -> None:
    """End the process unless the library is there that a value of ``variable`` asks for."""
    if find_spec(module) is None:
        refuse(
            variable,
            f"needs more than is installed: python3 -m pip --python .venv/bin/python install "
            f"--require-hashes --only-binary :all: -r requirements/{lock}.txt",
        )


def token(variable: str) -> str:
    """What a program proves itself with; empty where nothing was set."""
    value = os.environ.get(variable, "").strip()
    if value and not re.fullmatch(r"[!-~]{20,}", value):
        refuse(variable, "expected 20 characters or more, without blanks; or leave it out.")
    return value


def sentry(variable: str) -> str:
    """Where errors are reported, such as https://key@host/project; empty where nowhere."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return ""
    if not re.fullmatch(r"https?://[0-9A-Za-z]+@[^/@\s]+/(\S+/)?\d+", value):
        refuse(variable, "expected an address such as https://key@host/1, as Sentry shows it.")
    needs(variable, "sentry_sdk", lock="sentry")
    return value


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
    if scheme != "sqlite":
        needs(variable, "psycopg", lock="postgres")
    return config


def cache(variable: str, *, default: dict) -> dict:
    """A Django cache setting from an address such as redis://host:6379/0."""
    value = os.environ.get(variable, "").strip()
    if not value:
        return default
    if value.partition(":")[0] not in {"redis", "rediss"}:
        refuse(variable, "expected redis://host:port/number.")
    needs(variable, "redis", lock="redis")
    return {
        "BACKEND": "backcare.health.shared_cache.ForgivingRedisCache",
        "LOCATION": value,
        "KEY_PREFIX": "backcare",
        # Seconds. No reader waits for long for a cache that hangs.
        "OPTIONS": {
            "health_check_interval": 30,
            "socket_connect_timeout": 0.5,
            "socket_timeout": 0.5,
        },
    }


MEDIA_ADVICE = "expected s3://key:secret@host/bucket?region=name (s3+http: where there is no TLS)"


def media_store(variable: str) -> dict[str, Any]:
    """A Django storage setting from an address such as s3://key:secret@host/bucket?region=name.

    Without a value a folder of this machine. Without a key the bucket is opened with what the
    machine itself is given: variables, a file or a role, see boto3's "Credentials".
    """
    value = os.environ.get(variable, "").strip()
    if not value:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:  # The address holds a secret and is therefore not repeated.
        url = urlsplit(value)
        host = url.hostname if url.port is None else f"{url.hostname}:{url.port}"
    except ValueError:
        refuse(variable, f"{MEDIA_ADVICE}.")
    bucket, _slash, folder = unquote(url.path).strip("/").partition("/")
    options = parse_qs(url.query, keep_blank_values=True)
    if url.scheme not in {"s3", "s3+http"} or not url.hostname or url.fragment:
        refuse(variable, f"{MEDIA_ADVICE}.")
    if not bucket:
        refuse(variable, f"names no bucket; {MEDIA_ADVICE}.")
    if bool(url.username) != bool(url.password):
        refuse(variable, f"has a key or a secret without the other; {MEDIA_ADVICE}.")
    if unknown := options.keys() - {"region"}:
        refuse(variable, f"knows no option {min(unknown)!r}; {MEDIA_ADVICE}.")
    for module in ("storages", "boto3"):
        needs(variable, module, lock="s3")
    return {
        "BACKEND": "backcare.library.bucket.BucketStorage",
        "OPTIONS": {
            "access_key": unquote(url.username) if url.username else None,
            "bucket_name": bucket,
            "endpoint_url": f"{'http' if url.scheme == 's3+http' else 'https'}://{host}",
            "location": folder,
            "region_name": options.get("region", [""])[0] or None,
            "secret_key": unquote(url.password) if url.password else None,
        },
    }


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


def private_file(name: str) -> None:
    """Make an empty file for its owner alone where there is none yet.

    SQLite gives its journals the same rights. Whoever opens the file says what is wrong with it.
    """
    with contextlib.suppress(OSError):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600))


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
