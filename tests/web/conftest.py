"""The programme in this process and in one of its own, and one browser for all tests."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.people import Clock, program

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.web)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(tmp_path, clock):
    with program(tmp_path, clock) as opened:
        yield opened


@contextmanager
def served(data, *arguments):
    """Run the program as a user does; give its process and the link that it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "examples.web", "--data", str(data), "--port", str(port), *arguments]
    log = data.with_suffix(".log")
    with log.open("ab") as errors:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        link = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/enter/\S+", line)))
        for _ in range(600):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process, link
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The program, and the link of whoever runs it."""
    data = tmp_path_factory.mktemp("web") / "programme.db"
    with served(data) as (_, link):
        yield link, data


@pytest.fixture(scope="session")
def chromium():
    """One browser for all pages."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra 'test'")
    if not CHROMIUM:
        pytest.skip("needs chromium: none is on the path")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
