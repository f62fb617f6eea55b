"""People who use the programme without a browser: they open links, read forms and send them."""

from __future__ import annotations

import http.client
import json
import re
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlencode, urlsplit

from fastapi.testclient import TestClient

import purpose_index as pi
from examples.web.app import create_app
from examples.web.programmes import host_token
from examples.web.settings import Settings
from examples.web.tokens import csrf_of

ADDRESS = "http://testserver"
Q = pi.load("purpose-index")


HIDDEN = {name: re.compile(rf'name="{name}" value="([^"]+)"') for name in ("csrf", "form_key", "occasion")}


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.time = 1_800_000_000.0

    def __call__(self):
        return self.time


@contextmanager
def program(path, clock=None, **settings):
    """The program on a file of data, in this process."""
    own = {"data": path / "programme.db", "public_url": ADDRESS, "now": clock or Clock()}
    app = create_app(Settings(**own | settings))
    yield app
    app.state.web.store.close()


class Browser:
    """A browser without script: follows links, and sends forms as they stand on the page."""

    def __init__(self, app, token):
        self.http = TestClient(app)
        self.token = token
        self.again()

    def again(self):
        """Open the own link; it leads to a page that is not asked for here."""
        self.reply = self.http.get(f"/enter/{self.token}", follow_redirects=False)
        assert self.reply.status_code == 303

    def get(self, path):
        self.reply = self.http.get(path)
        return self.reply

    def post(self, path, **fields):
        """Send a form with what the page that was read last holds in it."""
        own = {name: found[1] for name, hidden in HIDDEN.items() if (found := hidden.search(self.reply.text))}
        self.reply = self.http.post(path, data=own | fields)
        return self.reply

    @property
    def words(self):
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.reply.text)))


def host_of(app):
    """The browser of whoever runs the program, on the page that makes a programme."""
    with app.state.web.store.writing() as session:
        token = host_token(session)
    browser = Browser(app, token)
    browser.get("/new")
    return browser


class Programme:
    """A programme of some teams, and the browsers of everybody in it."""

    def __init__(self, app, teams, occasions=2, language="en", question_set=Q.id):
        self.app = app
        host = host_of(app)
        lines = "\n".join(f"{name}, {n}" for name, n in teams.items())
        host.post("/new", set=question_set, language=language, occasions=str(occasions), teams=lines)
        assert host.reply.status_code == 200, host.words
        self.tokens = re.findall(r'data-for="(\w+)">http://testserver/enter/([\w-]+)<', host.reply.text)
        people = [token for role, token in self.tokens if role == "participant"]
        leaders = [token for role, token in self.tokens if role == "leader"]
        self.facilitator = Browser(app, next(token for role, token in self.tokens if role == "facilitator"))
        self.leaders = dict(zip(teams, (Browser(app, token) for token in leaders), strict=True))
        browsers = iter([Browser(app, token) for token in people])
        self.people = {name: [next(browsers) for _ in range(n)] for name, n in teams.items()}

    def close(self):
        self.facilitator.get("/programme")
        return self.facilitator.post("/programme/close", sure="yes")

    def open(self):
        self.facilitator.get("/programme")
        self.facilitator.post("/programme/open")
        for browser in (*self.leaders.values(), *(one for people in self.people.values() for one in people)):
            browser.again()


def answer(browser, answers, *, consent=True, send=True):
    """Save answers as the small script does, and send them."""
    csrf = csrf_of(browser.http.cookies["visit"])
    reply = browser.http.post("/answers", json=answers, headers={"X-CSRF-Token": csrf})
    assert reply.status_code == 200, reply.text
    if send:
        form = {"csrf": csrf} | ({"consent": "yes"} if consent else {})
        assert browser.http.post("/send", data=form, follow_redirects=False).status_code == 303


def answers_of(i):
    """Answers that differ between people, and lie around the middle."""
    return {item: 2 + (i * (j + 1) + i // 3) % 3 for j, item in enumerate(Q.item_ids)}


class Phone:
    """One connection to the program, and the cookie of one link."""

    def __init__(self, link, token):
        self.http = http.client.HTTPConnection(urlsplit(link).netloc, timeout=300)
        _, headers, _ = self.ask("GET", f"/enter/{token}", {})
        cookies = [one.partition(";")[0] for one in headers.get_all("set-cookie")]
        self.key = cookies[0].removeprefix("visit=")
        self.headers = {"Cookie": "; ".join(cookies), "X-CSRF-Token": csrf_of(self.key)}

    def ask(self, method, path, headers, body=None):
        self.http.request(method, path, body, headers)
        reply = self.http.getresponse()
        return reply.status, reply.headers, reply.read()

    def save(self, answers):
        headers = self.headers | {"Content-Type": "application/json"}
        return self.ask("POST", "/answers", headers, json.dumps(answers))[0]

    def close(self):
        self.http.close()

    def send(self):
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "/send", headers, urlencode({"csrf": csrf_of(self.key)}))[0]
