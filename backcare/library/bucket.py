"""Keeps the files of images in a bucket of a store that speaks S3, for a site of many machines.

The bucket is private. Readers get its files through the site's own address, with the headers that
make them inert; see ``views``. Everything that goes wrong is an OSError, as it is with a disk.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from io import BytesIO, RawIOBase
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from .files import CONTENT_TYPES, Opened

# Seconds. Somebody may be waiting for the picture, with a thread of the server.
CONNECT_TIMEOUT, READ_TIMEOUT = 3, 20


class BucketError(OSError):
    """The store did not do what it was asked to; the message says why, without its address."""


@contextmanager
def _as_os_errors(name: str = "") -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        if name and told.get("Code") in {"NoSuchKey", "404"}:
            raise FileNotFoundError(f"There is no file {name} in the bucket.") from error
        raise BucketError(f"{told.get('Code', '?')}: {told.get('Message', error)}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise BucketError(str(error)) from error


class _Body(RawIOBase):
    """What the store sends, while it sends it."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with _as_os_errors():
            content: bytes = self._body.read(size if size >= 0 else None)
            return content

    def close(self) -> None:
        self._body.close()
        super().close()


class BucketStorage(S3Storage):
    """A bucket whose files are served by the site itself."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            retries={"max_attempts": 1, "mode": "standard"},
            # What every store understands, those that are called by a bare address too.
            s3={"addressing_style": "path"},
            # Stores that are older than these checksums refuse requests that carry them.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, default_acl=None, **options)

    @property
    def client(self) -> Any:
        return self.connection.meta.client

    def url(self, name: str | None, *args: Any, **options: Any) -> str:
        """The address on this site, as that of a file on disk would be."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name) or ''}"

    def check_access(self) -> None:
        """Raise BucketError unless the bucket is there and we are let in."""
        with _as_os_errors():
            try:
                self.client.head_bucket(Bucket=self.bucket_name)
            except ClientError as error:
                # An answer to HEAD has no body that could say more than its number.
                code = error.response["Error"]["Code"]
                reasons = {"403": "it does not let us in", "404": "there is no such bucket"}
                reason = reasons.get(code, f"it answers {code}")
                raise BucketError(f"the bucket {self.bucket_name}: {reason}") from error

    def opened(self, name: str) -> Opened:
        """The file, to be sent while it is read. Raises FileNotFoundError, BucketError."""
        with _as_os_errors(name):
            found = self.client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
        body: Any = _Body(found["Body"])
        return Opened(body, size=found["ContentLength"], modified=found["LastModified"])

    def get_object_parameters(self, name: str) -> dict[str, str]:
        kind = CONTENT_TYPES.get(name.rpartition(".")[2], self.default_content_type)
        return {"ContentType": str(kind)}

    def exists(self, name: str) -> bool:
        with _as_os_errors():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _as_os_errors():
            super().delete(name)

    def size(self, name: str) -> int:
        with _as_os_errors(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _as_os_errors(name):
            modified: datetime = super().get_modified_time(name)
            return modified

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_os_errors():
            folders, files = super().listdir(path)
            return folders, files

    def _save(self, name: str, content: IO[bytes]) -> str:
        with _as_os_errors():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise BucketError("Files of a bucket are read or written whole.")
        with closing(self.opened(name).content) as stream:
            return File(BytesIO(stream.read()), name)
