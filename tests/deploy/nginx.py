"""nginx with the configuration that is shipped, on ports and in a folder of a test's own."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.site import free_port
from tests.servers import find_program, wait_for_port

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
HOST = "www.example.org"

# What is around the file in /etc/nginx/conf.d of a machine that has nginx installed.
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/backcare.conf;
}}
"""


def configure(folder: Path, *, upstreams: list[int], plain: int, tls: int) -> Path:
    """Write the configuration with our ports and paths in place of a machine's own."""
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={HOST}"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    lines = [f"server 127.0.0.1:{port} max_fails=2 fail_timeout=5s;" for port in upstreams]
    (folder / "backcare-upstream.conf").write_text("\n".join(lines))
    text = (DEPLOY / "nginx" / "backcare.conf").read_text()
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)
    for shipped, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        (f"/etc/letsencrypt/live/{HOST}", str(folder)),
        ("/etc/nginx/backcare-upstream.conf", f"{folder}/backcare-upstream.conf"),
        ("/var/cache/nginx/backcare", f"{folder}/cache"),
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, ours)
    (folder / "backcare.conf").write_text(text)
    main = folder / "nginx.conf"
    # Its workers would else be somebody who may not enter the folder of a test.
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(AROUND.format(folder=folder, user=user))
    return main


@contextmanager
def nginx_before(upstreams: list[int], folder: Path) -> Iterator[tuple[int, int]]:
    """The ports of a running nginx, for http and https, which passes on to ``upstreams``."""
    program, plain, tls = find_program("nginx"), free_port(), free_port()
    assert program
    main = configure(folder, upstreams=upstreams, plain=plain, tls=tls)
    server = subprocess.Popen([program, "-p", folder, "-e", folder / "error.log", "-c", main])
    try:
        wait_for_port(tls, server)
        yield plain, tls
    finally:
        server.terminate()
        server.wait(20)
