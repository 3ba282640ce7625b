"""Behind TLS every cookie of the desk is bound to the host (A4)."""

import json
import os
import subprocess
import sys

PROBE = """
import json
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from backcare.launch.editors import make_editor
make_editor("edith", "eleven purple kettles")
client = Client(headers={"host": "backs.example"})
client.get("/admin/login/", secure=True)
data = {"username": "edith", "password": "eleven purple kettles"}
response = client.post("/admin/login/", data, secure=True)
print(json.dumps({
    name: [cookie[key] for key in ("secure", "httponly", "samesite", "path", "domain")]
    for name, cookie in {**client.cookies, **response.cookies}.items()
}))
"""


def test_the_cookies_of_the_desk_are_bound_to_the_host(tmp_path):
    environment = os.environ | {
        "BACKCARE_URL": "https://backs.example",
        "BACKCARE_VAR": str(tmp_path),
        "BACKCARE_SECRET_KEY": "only-for-tests-" * 4,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "backcare.settings",
    }
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    cookies = json.loads(done.stdout.splitlines()[-1])
    assert set(cookies) == {"__Host-session", "__Host-csrf", "__Host-device"}
    for name, flags in cookies.items():
        assert flags == [True, True, "Lax", "/", ""], name
