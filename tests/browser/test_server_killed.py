"""A server killed while someone types loses nothing: the text is saved when it is back."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.browser.writer import STATE, TYPED, Writer
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Server:
    """A real server process on the test's own database, to be killed."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        database = connection.settings_dict
        name = f"sqlite:///{database['NAME']}"
        if connection.vendor == "postgresql":
            name = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
        environment = os.environ | {
            "DATABASE_URL": name, "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", f"127.0.0.1:{self.port}", "--noreload"],
            env=environment, cwd=settings.BASE_DIR,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise AssertionError("the server does not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_server_killed_while_typing_loses_nothing(page):
    server = Server().start()
    try:
        writer = Writer(page, server.url, make_article(body="<p>甲。</p>"))
        writer.open()
        writer.type("先写的。")
        writer.saved()
        server.kill()
        writer.type()
        page.locator("[name=headline]").focus()
        page.wait_for_selector(f"{STATE}[data-kind=offline]")
        server.start()
        page.wait_for_selector(f"{STATE}[data-kind=saved]", timeout=30_000)
        assert writer.body() == f"<p>甲。先写的。{TYPED}</p>"
    finally:
        server.kill()
