"""A store that speaks S3, for the tests, and a bucket in it."""

import urllib.request
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

from tests.browser.site import free_port

BUCKET = "pictures"
REGION = "eu-central-1"


class Store:
    """A running store at ``host``, with one empty bucket."""

    def __init__(self, host: str) -> None:
        self.host = host
        resource = boto3.resource(
            "s3",
            endpoint_url=f"http://{host}",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name=REGION,
        )
        self.bucket = resource.Bucket(BUCKET)
        self.bucket.create(CreateBucketConfiguration={"LocationConstraint": REGION})

    def address(self, folder: str = "") -> str:
        """The bucket, or a folder in it, as MEDIA_STORE names it."""
        return f"s3+http://key:secret@{self.host}/{BUCKET}{folder}?region={REGION}"

    def files(self) -> dict[str, bytes]:
        """What the bucket holds, by key."""
        return {item.key: item.get()["Body"].read() for item in self.bucket.objects.all()}


@contextmanager
def s3_store():
    """A store that is gone afterwards with all it held: those of one process share a memory."""
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host = "{}:{}".format(*server.get_host_and_port())
    try:
        store = Store(host)
        yield store
        store.bucket.meta.client.close()
    finally:
        reset = urllib.request.Request(f"http://{host}/moto-api/reset", method="POST")
        urllib.request.urlopen(reset).close()
        server.stop()
