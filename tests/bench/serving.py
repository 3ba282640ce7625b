"""The servers that are compared: the site, the yardstick, nginx. Each has a folder of its own."""

import getpass
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.site import MANAGE, ROOT, free_port
from tests.soak.serving import below

WORKERS = 2
THREADS = 2  # The product's own default.
STARTS_WITHIN = 300  # seconds

NGINX = """
user {user};
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 1024; }}
http {{
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
        default_type text/html;
        add_header Content-Encoding {encoding};
    }}
}}
"""


class Server:
    """A process that serves on ``url`` as long as the ``with`` lasts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "bench.log"
        folder.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"]}

    def __enter__(self) -> "Server":
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=self.environment(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url, timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def memory(self) -> list[float]:
        """What each worker takes, in megabytes: its share of what it has together with others."""
        return sorted((pss(pid) for pid in below(self.process.pid)), reverse=True)[:WORKERS]


class Django(Server):
    """Whatever runs with the product's settings on a folder ``var``."""

    def __init__(self, folder: Path, var: Path) -> None:
        super().__init__(folder)
        self.var = var

    def environment(self) -> dict[str, str]:
        kept = ("PATH", "DATABASE_URL", "CACHE_URL", "PAGE_CACHE_MEMORY", "PAGE_CACHE_DISK")
        return {name: os.environ[name] for name in kept if name in os.environ} | {
            "BACKCARE_VAR": str(self.var),
            "HOME": str(self.folder),
            "PORT": str(self.port),
            "TRUSTED_PROXIES": "1",  # So that each writer can have an address of its own.
            "WEB_THREADS": str(THREADS),
            "WEB_WORKERS": str(WORKERS),
        }


class Site(Django):
    """The product as it is served to readers, without the worker for queued jobs."""

    def command(self) -> list[str]:
        return [sys.executable, str(MANAGE), "launch", "--no-demo", "--no-worker"]

    def shell(self, code: str) -> subprocess.Popen:
        """Run some code of the site's, beside it; what it prints can be read."""
        return subprocess.Popen(
            [sys.executable, str(MANAGE), "shell", "-v0", "-c", code],
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )


class Yardstick(Django):
    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.bench.yardstick"]

    def environment(self) -> dict[str, str]:
        return super().environment() | {"BENCH_BYTES": str(self.folder)}


class Nginx(Server):
    """nginx with files that are compressed already."""

    def __init__(self, folder: Path, encoding: str) -> None:
        super().__init__(folder)
        self.encoding = encoding

    def command(self) -> list[str]:
        configuration = self.folder / "nginx.conf"
        configuration.write_text(
            NGINX.format(
                user=getpass.getuser(),
                workers=WORKERS,
                folder=self.folder,
                port=self.port,
                encoding=self.encoding,
            )
        )
        return [str(program("nginx")), "-c", str(configuration), "-e", str(self.log)]


def program(name: str) -> str:
    """The path of a program of Debian's, which is installed where it is missing.

    Raises SystemExit where that is not possible.
    """
    paths = f"{os.environ['PATH']}:/usr/sbin"
    if found := shutil.which(name, path=paths):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {name}.", flush=True)
        for command in (["update", "-qq"], ["install", "-y", "-qq", name]):
            subprocess.run(["apt-get", *command], stdout=subprocess.DEVNULL, check=False)
        if found := shutil.which(name, path=paths):
            return found
    raise SystemExit(f"{name} is not installed. Debian: apt-get install {name}")


def pss(pid: int) -> float:
    """The memory of a process in megabytes, what it shares counted in shares. Source: proc(5)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]
    return int(kilobytes) / 1024
