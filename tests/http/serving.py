"""Requests as a server hands them over, for what Django's test client can't send."""

from io import BytesIO

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse

from backcare.wsgi import application


def serve(
    method: str,
    path: str,
    *,
    query: str = "",
    body: bytes = b"",
    content_type: str = "",
    length: int | str | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """The site's answer to a request that names the host of the tests.

    ``length`` is declared in place of the body's own.
    """
    told: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    for name, value in (headers or {}).items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    # As Django's test client does: the connection holds the transaction of the test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        answer = application(environ, lambda status, headers: told.append((status, headers)))
        content = b"".join(answer)
        answer.close()
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    status, fields = told[0]
    return HttpResponse(content, status=int(status[:3]), headers=dict(fields))
