import socket
import ssl
import subprocess
import threading
from contextlib import suppress

import pytest

from tests.desk.conftest import signed_in, user_as
from tests.fresh import fresh_cache

__all__ = ["fresh_cache", "signed_in", "user_as"]

PUBLIC = "93.184.216.34"


class Server:
    """A server on this machine that says what it is told to, and notes what it was asked.

    ``answers`` are by "METHOD path"; bytes, or a function that gets the socket. ``names`` are what
    the resolver knows. The only way here is ``connect``, which stands for the way to ``PUBLIC``.
    """

    def __init__(self, tls=None):
        self.answers = {}
        self.asked = []
        self.connected = []
        self.names = {"public.example": [[PUBLIC]]}
        self.tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def resolve(self, host, port):
        """The next answer for a name; the last one stands for all later questions."""
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address, port, timeout):
        self.connected.append((address, port))
        return socket.create_connection(self._listener.getsockname(), timeout)

    def close(self):
        self._listener.close()

    def _serve(self):
        with suppress(OSError):
            while True:
                sock, _address = self._listener.accept()
                threading.Thread(target=self._answer, args=[sock], daemon=True).start()

    def _answer(self, sock):
        with suppress(OSError), sock:
            if self.tls is None:
                self._speak(sock)
            else:
                with self.tls.wrap_socket(
                    sock, server_side=True, do_handshake_on_connect=False
                ) as secure:
                    secure.do_handshake()
                    self._speak(secure)

    def _speak(self, sock):
        with suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                part = sock.recv(4096)
                if not part:
                    return
                request += part
            head = request.decode()
            self.asked.append(head)
            key = " ".join(head.split(" ", 2)[:2])
            answer = self.answers.get(key, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            if callable(answer):
                answer(sock)
            else:
                sock.sendall(answer)


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for "public.example", with its key in the same folder."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    command += ["-subj", "/CN=public.example", "-addext", "subjectAltName=DNS:public.example"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs openssl")
    return folder


@pytest.fixture
def secure_server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    made = Server(context)
    yield made
    made.close()
