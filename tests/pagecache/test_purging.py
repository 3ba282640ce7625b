"""A proxy in front forgets what has changed, and keeps the rest."""

import subprocess
import tempfile
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from backcare.jobs.models import Job
from backcare.pagecache import tags
from backcare.pagecache.changes import changed
from backcare.pagecache.jobs import purge
from backcare.pagecache.purging import BanByTag
from tests.browser.site import free_port
from tests.servers import find_program, missing, wait_for_port

VCL = settings.BASE_DIR / "deploy" / "varnish.vcl"

needs_varnish = pytest.mark.skipif(bool(missing("varnishd")), reason=missing("varnishd"))


class Numbered(BaseHTTPRequestHandler):
    """A site whose answers say how often they have been made."""

    made: dict[str, int] = {}

    def do_GET(self):
        self.made[self.path] = self.made.get(self.path, 0) + 1
        body = str(self.made[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        number = self.path.strip("/")
        self.send_header("Cache-Tag", f"all,page-{number},thread-{number}")
        self.send_header("Cache-Control", "public, max-age=0, s-maxage=30")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def proxy():
    """The address of a real Varnish with our configuration, before a site that counts."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), Numbered)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # Varnish's own account reads it.
        vcl = folder / "site.vcl"
        vcl.write_text(
            VCL.read_text().replace('.port = "8000"', f'.port = "{site.server_address[1]}"')
        )
        vcl.chmod(0o644)
        varnish = subprocess.Popen(
            [
                *(find_program("varnishd"), "-F", "-f", str(vcl), "-n", str(folder / "work")),
                *("-a", f"127.0.0.1:{port}", "-s", "malloc,16m", "-j", "none"),
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port, varnish)
            yield port
        finally:
            varnish.terminate()
            varnish.wait(30)
            site.shutdown()
            site.server_close()


def ask(port, path, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


@needs_varnish
def test_varnish_forgets_what_has_changed_and_nothing_else(proxy):
    before = [ask(proxy, path)[1] for path in ("/1/", "/12/", "/2/")]
    assert [ask(proxy, path)[1] for path in ("/1/", "/12/", "/2/")] == before

    BanByTag(f"http://127.0.0.1:{proxy}/").purge(["page-1", "thread-2"])

    first, twelfth, second = (ask(proxy, path)[1] for path in ("/1/", "/12/", "/2/"))
    assert (first, second) == (b"2", b"2")
    assert twelfth == before[1]  # page-1 is not page-12.

    BanByTag(f"http://127.0.0.1:{proxy}/").purge(tags.keys([tags.EVERYTHING]))
    assert ask(proxy, "/12/")[1] == b"2"


@needs_varnish
@pytest.mark.parametrize("header", ["Cookie", "Authorization"])
def test_varnish_gives_nobody_what_was_made_for_another(proxy, header):
    path = f"/{900 + len(header)}/"
    assert [ask(proxy, path, **{header: "a=b"})[1] for _time in range(2)] == [b"1", b"2"]
    assert ask(proxy, path)[1] == b"3"
    assert ask(proxy, path, **{header: "a=b"})[1] == b"4"


@needs_varnish
def test_readers_do_not_see_what_pages_are_made_of(proxy):
    assert "Cache-Tag" not in ask(proxy, "/7/")[0].headers


@pytest.mark.django_db
@override_settings(PURGE_URL="http://127.0.0.1:1/")
def test_a_change_has_the_worker_tell_the_proxy():
    changed(tags.page(12), tags.thread(7))
    job = Job.objects.get(name="pagecache.purge")
    assert job.payload == {"keys": ["page-12", "thread-7"]}
    with pytest.raises(OSError, match="refused"):
        purge(**job.payload)


@pytest.mark.django_db
def test_without_a_proxy_there_is_nothing_to_tell():
    changed(tags.page(12))
    assert not Job.objects.filter(name="pagecache.purge").exists()
    purge(keys=["page-12"])


def test_a_proxy_that_refuses_is_an_error_to_try_again():
    class Refusing(Numbered):
        def do_BAN(self):
            self.send_response(405)
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(OSError, match="405"):
            BanByTag(f"http://127.0.0.1:{server.server_address[1]}/").purge(["page-1"])
        server.shutdown()
