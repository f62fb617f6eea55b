"""What the pages say to whoever makes and follows a programme."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from examples.web.programmes import host_token
from tests.web.people import HIDDEN, Programme, answer, answers_of, host_of, program

TEAM = "North"
FORM = {"set": "purpose-index", "language": "en", "occasions": "1", "teams": "North, 5"}


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("https://purpose.example", False),
        ("http://localhost.example", False),
    ],
)
def test_links_say_whether_they_open_on_this_computer_alone(tmp_path, address, here):
    with program(tmp_path, public_url=address) as app:
        assert app.state.web.settings.on_this_computer is here


def test_the_page_with_links_says_where_they_open(tmp_path):
    for address, here in (("http://localhost", True), ("http://testserver", False)):
        folder = tmp_path / str(here)
        folder.mkdir()
        with program(folder, public_url=address) as app:
            host = LocalHost(app, address)
            assert ("work on this computer alone" in host.made()) is here


class LocalHost:
    """Whoever runs the program, on an address of choice."""

    def __init__(self, app, address):
        with app.state.web.store.writing() as session:
            token = host_token(session)
        self.http = TestClient(app, base_url=address)
        self.http.get(f"/enter/{token}")

    def made(self):
        """Make a programme, and return the page with the links."""
        asked = self.http.get("/new").text
        hidden = {name: found[1] for name, field in HIDDEN.items() if (found := field.search(asked))}
        return self.http.post("/new", data=hidden | FORM).text


@pytest.mark.parametrize(("header", "title"), [("nl-NL,nl;q=0.9", "Maak een programma"), ("de", "Make a programme")])
def test_before_there_is_a_programme_the_browser_chooses_the_language(app, header, title):
    host = host_of(app)
    host.http.headers["accept-language"] = header
    host.get("/new")
    assert f"<h1>{title}</h1>" in host.reply.text


def test_a_programme_keeps_its_language_in_any_browser(app):
    programme = Programme(app, {TEAM: 5}, language="en")
    programme.facilitator.http.headers["accept-language"] = "nl"
    programme.facilitator.get("/programme")
    assert "Close this round" in programme.facilitator.words


@pytest.mark.parametrize("all_agree", [True, False])
def test_a_file_of_answers_is_offered_where_there_is_something_in_it(app, all_agree):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i), consent=all_agree or i > 0)
    programme.facilitator.get("/programme")
    assert "answers.csv" not in programme.facilitator.reply.text
    assert "nothing to download" not in programme.facilitator.words
    programme.close()
    programme.facilitator.get("/programme")
    assert ("/programme/answers.csv" in programme.facilitator.reply.text) is all_agree
    assert ("There is nothing to download now." in programme.facilitator.words) is not all_agree
