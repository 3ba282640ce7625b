"""App servers and workers, each as on a machine of its own: nothing is shared but services."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.browser.site import free_port

from .nginx import HOST

ROOT = Path(__file__).parent.parent.parent
MANAGE = ROOT / "manage.py"
PATIENCE = 300  # seconds; the first of them makes the tables


class AppServer:
    """A machine with an app server and, when it is told to, a worker."""

    def __init__(self, folder: Path, shared: dict[str, str]) -> None:
        folder.mkdir()
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **shared,
            "BACKCARE_VAR": str(folder / "var"),
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server; ``wait`` until it answers."""
        self._server = self._run("server.log", "launch", "--no-demo", "--no-worker")

    def wait(self) -> None:
        """Return when it answers; raises RuntimeError with its log when it does not."""
        deadline = time.monotonic() + PATIENCE
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/healthz", headers={"Host": HOST}
        )
        while True:
            try:
                urllib.request.urlopen(request, timeout=10).close()
                return
            except urllib.error.HTTPError as answer:
                answer.close()
                return
            except OSError:
                assert self._server is not None
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "server.log").read_text()) from None
                time.sleep(0.1)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the server and the worker."""
        self.stop_worker()
        self._end(self._server, number)
        self._server = None

    def start_worker(self) -> None:
        self._worker = self._run("worker.log", "worker")

    def stop_worker(self, number: int = signal.SIGTERM) -> None:
        self._end(self._worker, number)
        self._worker = None

    def shell(self, code: str) -> str:
        """What ``code`` prints, run on this machine."""
        done = subprocess.run(
            [sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", code],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _run(self, log: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(
                [sys.executable, MANAGE, *arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _end(self, process: "subprocess.Popen[bytes] | None", number: int) -> None:
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
