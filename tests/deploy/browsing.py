"""A reader or an editor of a site with a name of its own, who reaches it at another address."""

import http.client
import ssl
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from .nginx import HOST

ORIGIN = f"https://{HOST}"
BOUNDARY = "----------------------------boundary"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes


@dataclass
class Visitor:
    """Keeps cookies, as a browser does."""

    port: int
    tls: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(self._with_token(data)).encode(), headers=kind)

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in self._with_token({}).items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '
            'filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("POST", path, body, headers=kind | {"Accept": "application/json"})

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, headers: dict[str, str]
    ) -> Answer:
        """Ask once; redirects are answers."""
        if self.tls:
            context = ssl._create_unverified_context()  # The certificate is a test's own.
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=60, context=context
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": HOST, **self.headers, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            sent |= {"Origin": ORIGIN, "Referer": f"{ORIGIN}/"}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(answer.status, answer.headers, content)

    def _with_token(self, data: dict[str, str]) -> dict[str, str]:
        return data | {"csrfmiddlewaretoken": self.cookies.get("__Host-csrf", "")}
