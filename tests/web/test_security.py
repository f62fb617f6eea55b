"""What a page refuses, and what it never tells: tokens, cookies, other sites, text that wants to be more than text."""

from __future__ import annotations

import logging
import re
import sqlite3

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from examples.web import app as web
from examples.web.models import Visit
from examples.web.programmes import host_token, team_sizes
from examples.web.routes import enter
from examples.web.security import HEADERS, LARGEST, Rates, address_of
from examples.web.settings import Settings
from examples.web.tokens import csrf_of, hashed, new_token
from examples.web.visits import enter as enter_link
from tests.web.people import Browser, Clock, Programme, answer, answers_of, host_of, program

TEAM = "North"
EVIL = """<script>alert(1)</script>'; DROP TABLE answer; --"""


@pytest.fixture
def person(app):
    return Programme(app, {TEAM: 5}).people[TEAM][0]


def csrf(browser):
    return csrf_of(browser.http.cookies["visit"])


def test_a_token_is_256_random_bits_and_only_its_hash_is_kept(app, tmp_path):
    programme = Programme(app, {TEAM: 5})
    tokens = [token for _, token in programme.tokens]
    assert len(set(tokens)) == 7
    assert {len(token) for token in tokens} == {43}  # 6 bits a character
    app.state.web.store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("programme.db*"))
    assert [token for token in tokens if token.encode() in kept] == []
    assert programme.people[TEAM][0].http.cookies["visit"].encode() not in kept
    assert sum(hashed(token).encode() in kept for token in tokens) == 7


def test_a_link_leads_to_an_address_without_a_token_and_tells_no_other_site(person):
    reply = person.http.get(f"/enter/{person.token}", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["cache-control"] == "no-store"
    hours = {"visit": 12, "device": 400 * 24}
    for cookie in reply.headers.get_list("set-cookie"):
        (name, _, value), *rest = (part.partition("=") for part in cookie.split("; "))
        assert {"".join(one) for one in rest} == {
            "HttpOnly",
            "Path=/",
            "SameSite=lax",
            f"Max-Age={hours.pop(name) * 3600}",
        }
        assert value != person.token
    assert hours == {}
    assert person.token not in person.get("/start").text


def test_over_https_the_cookie_is_for_https_and_this_address_alone(tmp_path):
    with program(tmp_path, public_url="https://testserver") as app:
        with app.state.web.store.writing() as session:
            token = host_token(session)
        reply = Browser(app, token).reply
        language = TestClient(app, base_url="https://testserver").get("/?language=nl").headers["set-cookie"]
    visit, device = reply.headers.get_list("set-cookie")
    assert (visit.startswith("__Host-visit="), device.startswith("__Host-device=")) == (True, True)
    for cookie in (visit, device, language):
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {*cookie.split("; ")}
        assert "Domain" not in cookie
    assert reply.headers["strict-transport-security"] == "max-age=31536000"


def test_every_answer_of_the_program_has_the_headers(person):
    own = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cache-control": "no-store",
        "x-robots-tag": "noindex",
    }
    for path in ("/start", "/nothing", "/static/style.css", "/static/nothing", "/"):
        headers = person.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert not re.search(r"https?:|\*", policy)
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "base-uri 'none'" in policy
        assert {name: headers[name] for name in own} == own


def test_no_page_asks_for_anything_elsewhere_or_has_script_or_style_in_it(person):
    for path in ("/start", "/form", "/send", "/withdraw", "/surveyjs"):
        page = person.get(path).text
        assert re.findall(r"https?://", page) == []
        assert re.findall(r"<script(?! src=)|<style|\son\w+=|\sstyle=", page) == []


def test_a_form_of_another_visit_is_refused(app):
    people = Programme(app, {TEAM: 5}).people[TEAM]
    other = csrf(people[1])
    own, key = csrf(people[0]), people[0].http.cookies["visit"]
    for token in ("", other, "é", key, hashed(key), own[:-1] + ("0" if own[-1] != "0" else "1")):
        assert people[0].http.post("/form", data={"csrf": token, "page": "1", "q01": "4"}).status_code == 403
        assert people[0].http.post("/send", data={"csrf": token}).status_code == 403
        assert people[0].http.post("/withdraw", data={"csrf": token, "sure": "yes"}).status_code == 403
        assert people[0].http.post("/leave", data={"csrf": token}).status_code == 403
        headers = {"X-CSRF-Token": token.encode("latin-1")}
        assert people[0].http.post("/answers", json={"q01": 4}, headers=headers).status_code == 403
    assert people[0].http.get("/answers").json() == {"answers": {}}


def test_every_form_of_the_facilitator_and_the_host_is_guarded(app):
    programme = Programme(app, {TEAM: 5})
    for path in ("close", "open", "links", "erase"):
        assert programme.facilitator.http.post(f"/programme/{path}", data={"sure": "yes"}).status_code == 403
    host = host_of(app)
    assert host.http.post("/new", data={"teams": "A, 5"}).status_code == 403
    assert "5" in programme.facilitator.get("/programme").text


def test_what_another_site_sends_is_refused_but_a_link_from_there_opens(person):
    for site in ("cross-site", "same-site"):
        headers = {"Sec-Fetch-Site": site}
        assert person.http.post("/send", data={"csrf": csrf(person)}, headers=headers).status_code == 403
        assert person.http.get("/start", headers=headers).status_code == 200
        assert person.http.head("/start", headers=headers).status_code == 405  # of this program, not of the guard
    for site in ("same-origin", "none"):  # of a page that was opened again, after the browser was closed
        headers = {"Sec-Fetch-Site": site}
        assert person.http.post("/send", data={"csrf": csrf(person)}, headers=headers).status_code == 200


def test_another_name_for_this_program_is_refused(person):
    assert person.http.get("/start", headers={"Host": "elsewhere.example"}).status_code == 421


def test_another_method_is_told_which_one_there_is(person):
    assert [person.http.put("/start").status_code, person.http.put("/start").headers.get("allow")] == [405, "GET"]


def test_no_page_lists_what_the_program_answers_to(person):
    assert [person.http.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404] * 3


def test_a_request_of_64_kilobytes_is_read_and_a_larger_one_is_not(person):
    def send(size, **headers):
        body = (f"csrf={csrf(person)}&x=").encode()
        return person.http.post(
            "/send",
            content=body + b"a" * (size - len(body)),
            headers={"Content-Type": "application/x-www-form-urlencoded", **headers},
        ).status_code

    assert send(LARGEST) == 200
    assert send(LARGEST + 1) == 413

    def parts():
        yield from [b"a" * 1024] * 65

    assert person.http.post("/send", content=parts()).status_code == 413  # without a length beforehand


def test_a_form_is_plain_fields_each_once(person):
    own = f"csrf={csrf(person)}"
    plain = {"Content-Type": "application/x-www-form-urlencoded"}

    def status(content, headers=plain):
        return person.http.post("/form", content=content, headers=headers).status_code

    assert status(f"{own}&page=1&q01=4&q01=5") == 400
    assert status(f"{own}&page=1&q01=%FF") == 400
    assert status(f"{own}&page=1&q01=4&go=%FF") == 400
    assert status(f"{own}&page=1&q01=é".encode()) == 400
    assert status(f"{own}&page=1&" + "&".join(f"x{i}=1" for i in range(300))) == 400
    assert status(own, {"Content-Type": "multipart/form-data; boundary=x"}) == 415
    assert status(own, {"Content-Type": "text/plain"}) == 415
    assert status(f"{own}&page=1&q01=7") == 400
    assert status(f"{own}&page=1&q01=4.5") == 400
    assert status(f"{own}&page=x&q01=4") == 400
    assert person.http.get("/answers").json() == {"answers": {}}
    assert status(f"{own}&page=1&q01=4&&") == 400
    assert status(f"{own}&page=1&q01=4", {"Content-Type": "Application/X-WWW-Form-Urlencoded ; charset=utf-8"}) == 200
    assert person.http.get("/answers").json() == {"answers": {"q01": 4}}
    assert status(f"{own}&page=1&q01=") == 200
    assert person.http.get("/answers").json() == {"answers": {}}
    assert status(f"{own}&page=1&q01=4") == 200
    assert person.http.get("/answers").json() == {"answers": {"q01": 4}}


def test_an_answer_that_is_none_is_refused_by_field_and_nothing_of_it_is_kept(person):
    headers = {"X-CSRF-Token": csrf(person), "Accept-Language": "en"}
    reply = person.http.post("/answers", json={"q01": 4, "q02": 7, EVIL: 1}, headers=headers)
    assert reply.status_code == 422
    assert reply.json()["detail"][0]["field"] == "q02"
    assert "script" not in reply.text
    for wrong in ('{"q01": 4, "q01": 5}', '{"q01": true}', '{"q01": "4"}', "[1]", "{", '{"q01": 1e999}'):
        kind = {"Content-Type": "application/json"}
        assert person.http.post("/answers", content=wrong, headers=headers | kind).status_code == 422, wrong
    assert person.http.get("/answers").json() == {"answers": {}}
    for nothing in ('{"q01": null}', '{"q01": NaN}', '{"q01": ""}'):
        person.http.post("/answers", json={"q01": 4.0}, headers=headers)
        assert person.http.get("/answers").json() == {"answers": {"q01": 4}}
        kind = {"Content-Type": "application/json"}
        assert person.http.post("/answers", content=nothing, headers=headers | kind).status_code == 200
        assert person.http.get("/answers").json() == {"answers": {}}


@pytest.mark.parametrize("name", [EVIL, "=HYPERLINK(1)", "{{ 7*7 }} %s ../x Ü ' \" &amp;"])
def test_the_name_of_a_team_is_text_and_nothing_else(app, name):
    programme = Programme(app, {name: 5}, occasions=1)
    for i, person in enumerate(programme.people[name]):
        answer(person, answers_of(i))
    programme.close()
    for browser, path in (
        (programme.facilitator, "/programme"),
        (programme.facilitator, "/programme/before/1"),
        (programme.leaders[name], "/team"),
    ):
        page = browser.get(path)
        assert page.status_code == 200
        assert name in browser.words
        assert "<script>alert" not in page.text
    text = programme.facilitator.get("/programme/answers.csv")
    assert text.headers["content-disposition"] == 'attachment; filename="answers.csv"'
    assert text.text.count("\n") == 6
    assert ",=" not in text.text


def test_text_in_an_address_is_looked_up_and_nothing_else(app, person):
    for path in (f"/enter/{EVIL}", "/enter/%00", "/enter/' OR 1=1", "/enter/x%0d%0aSet-Cookie:%20a=b"):
        reply = person.http.get(path)
        assert reply.status_code == 404
        assert "set-cookie" not in reply.headers
        assert "alert(1)" not in reply.text
    reply = person.get("/start?language=%0d%0aSet-Cookie:%20a=b")
    assert "set-cookie" not in reply.headers
    assert person.get(f"/start?language={EVIL}").status_code == 200
    assert "alert(1)" not in person.reply.text
    assert person.get("/programme/after/x").status_code in (401, 404)
    assert person.get("/form?page_number=x").status_code == 404
    assert "There is nothing here" in person.words
    with sqlite3.connect(app.state.web.settings.data) as connection:
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (0,)
    connection.close()


def test_a_wrong_link_is_refused_and_many_wrong_links_wait_but_a_right_one_opens(app, clock):
    browser = Programme(app, {TEAM: 5}).people[TEAM][0]

    def tried(times):
        return [browser.http.get(f"/enter/{new_token()}").status_code for _ in range(times)]

    assert tried(22) == [404] * 20 + [429] * 2
    for _ in range(30):  # colleagues at the same address are not kept out, and wait for nothing
        assert browser.http.get(f"/enter/{browser.token}").status_code == 200
    clock.time += 29
    assert tried(1) == [429]
    clock.time += 1
    assert tried(2) == [404, 429]


def test_whoever_tries_links_keeps_nobody_from_writing(app):
    with app.state.web.store.writing():
        assert enter_link(app.state.web, new_token()) is None  # it would wait for its turn, here without end


def test_saving_without_end_waits(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(web, "SAVES", (5, 2.0))
    with program(tmp_path, clock) as app:
        person = Programme(app, {TEAM: 1}).people[TEAM][0]
        headers = {"X-CSRF-Token": csrf(person)}
        codes = [person.http.post("/answers", json={}, headers=headers).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]
        clock.time += 1
        assert person.http.post("/answers", json={}, headers=headers).status_code == 200


def test_an_address_is_that_of_a_computer_whatever_connection_it_uses():
    assert {address_of({"client": ("10.0.0.1", port)}) for port in (50_000, 50_001)} == {"10.0.0.1"}
    assert address_of({"client": None}) == ""


def test_requests_without_end_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(web, "REQUESTS", (3, 1.0))
    with program(tmp_path) as app:
        with app.state.web.store.writing() as session:
            token = host_token(session)
        browser = Browser(app, token)
    assert [browser.http.get("/static/style.css").status_code for _ in range(3)] == [200, 200, 429]


def test_rates():
    clock = Clock()
    rates = Rates(2, 0.5, clock)
    assert [rates.allows("a") for _ in range(3)] == [True, True, False]
    assert rates.allows("b")
    clock.time += 1
    assert not rates.allows("a")
    clock.time += 1
    assert [rates.allows("a"), rates.allows("a")] == [True, False]
    clock.time += 1000
    assert [rates.allows("a") for _ in range(3)] == [True, True, False]
    for i in range(10_001):
        rates.allows(str(i))
    rates.allows("10000")
    assert not rates.allows("10000")
    assert rates.allows("a")  # forgotten, so that many addresses fill no memory


def test_a_visit_ends_by_itself_and_at_once_where_somebody_asks(app, clock):
    first, second = Programme(app, {TEAM: 5}).people[TEAM][:2]
    key = first.http.cookies["visit"]
    first.get("/start")
    first.post("/leave")
    assert "Nobody can see your pages on this device" in first.words
    assert "<form" not in first.reply.text  # nothing more to close
    assert "visit" not in first.http.cookies
    first.http.cookies.set("visit", key)
    assert first.get("/start").status_code == 401
    clock.time += 12 * 3600 - 1
    assert second.get("/start").status_code == 200
    clock.time += 1
    assert second.get("/start").status_code == 401


def test_of_a_visit_that_is_over_nothing_is_kept(app, clock):
    person = Programme(app, {TEAM: 5}).people[TEAM][0]
    clock.time += 12 * 3600
    person.http.cookies.delete("visit")
    person.again()
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 1


def test_a_language_is_asked_for_in_the_address_and_kept_after_that(person):
    def language(path):
        return re.search(r'<html lang="(\w+)">', person.get(path).text)[1]

    asked = [
        language(path) for path in ("/start", "/start?language=nl", "/form", "/form?language=en", "/start?language=")
    ]
    assert asked == ["en", "nl", "nl", "en", "en"]


def test_the_link_of_an_earlier_start_of_the_program_no_longer_works(app):
    store = app.state.web.store
    with store.writing() as session:
        first = host_token(session)
    host = Browser(app, first)
    with store.writing() as session:
        second = host_token(session)
    assert host.get("/new").status_code == 401
    assert host.http.get(f"/enter/{first}").status_code == 404
    assert Browser(app, second).get("/new").status_code == 200


def test_a_programme_is_made_once_however_often_its_page_is_sent(app):
    host = host_of(app)
    page = host.reply
    fields = {"set": "purpose-index", "language": "nl", "occasions": "1", "teams": "North, 5"}
    assert host.post("/new", **fields).status_code == 200
    assert host.words.count("/enter/") == 1 + 1 + 5
    host.reply = page
    assert host.post("/new", **fields).status_code == 409
    assert "/enter/" not in host.words


@pytest.mark.parametrize(
    "wrong",
    [
        {"teams": ""},
        {"teams": "North"},
        {"teams": "North, 0"},
        {"set": "../x"},
        {"language": "fr"},
        {"occasions": "3"},
        {"occasions": ""},
    ],
)
def test_a_programme_that_cannot_be_is_not_made(app, wrong):
    host = host_of(app)
    fields = {"set": "purpose-index", "language": "nl", "occasions": "1", "teams": "North, 5"} | wrong
    assert host.post("/new", **fields).status_code == 422
    assert host.reply.text.count('role="alert"') == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North, 8\n\n South ,6 ", {"North": 8, "South": 6}),
        ("A, B, 8", {"A, B": 8}),
        ("North, 8\nnorth, 6", None),
        ("North, -8", None),
        ("North, ٨", None),
        ("North, 501", None),
        (", 8", None),
        ("a" * 60 + ", 1", {"a" * 60: 1}),
        ("a" * 61 + ", 1", None),
        ("a\x00b, 5", None),
        ("\n".join(f"{i}, 1" for i in range(41)), None),
    ],
)
def test_teams_as_lines(text, expected):
    assert team_sizes(text) == expected


def test_no_log_of_ours_has_a_token(app, caplog):
    caplog.set_level(logging.DEBUG)
    programme = Programme(app, {TEAM: 5})
    answer(programme.people[TEAM][0], answers_of(1))
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert [one for one in ours if any(token in one for _, token in programme.tokens)] == []


def test_an_address_with_a_slash_too_many_leads_nowhere(person):
    """A redirect would put the token in one more address, and behind a proxy perhaps in one without https."""
    for path in (f"/enter/{person.token}/", "/start/", "/static", "//elsewhere.example/start/"):
        reply = person.http.get(path, follow_redirects=False)
        assert (reply.status_code, reply.headers.get("location")) == (404, None)


def test_what_goes_wrong_tells_nothing_and_has_the_headers(app, monkeypatch):
    def fails(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(enter, "visitor_of", fails)
    reply = TestClient(app, raise_server_exceptions=False).get("/", headers={"Host": "testserver"})
    assert reply.status_code == 500
    assert "Something went wrong here" in reply.text
    assert "secret" not in reply.text
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS


def test_a_program_that_stops_leaves_one_file(app, tmp_path):
    Programme(app, {TEAM: 5})
    with TestClient(app):
        assert (tmp_path / "programme.db-wal").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["programme.db"]


def test_opening_another_link_ends_the_visit_before_it(app):
    first, second = Programme(app, {TEAM: 5}).people[TEAM][:2]
    key = first.http.cookies["visit"]
    assert first.http.get(f"/enter/{new_token()}").status_code == 404  # no link: nothing has changed
    assert first.get("/start").status_code == 200
    assert first.http.get(f"/enter/{second.token}").status_code == 200
    first.http.cookies.set("visit", key, domain="testserver.local", path="/")
    assert first.get("/start").status_code == 401
    assert second.get("/start").status_code == 200


def test_an_erased_programme_is_no_longer_in_the_file(app, tmp_path):
    programme = Programme(app, {"Zebra": 5}, occasions=1)
    for i, person in enumerate([programme.leaders["Zebra"], *programme.people["Zebra"]]):
        answer(person, answers_of(i))
    programme.close()
    kept = (tmp_path / "programme.db").read_bytes()
    assert kept.count(b"Zebra") > 10
    programme.facilitator.get("/programme")
    programme.facilitator.post("/programme/erase", sure="yes")
    files = b"".join(one.read_bytes() for one in tmp_path.glob("programme.db*"))
    assert b"Zebra" not in files
    assert hashed(programme.people["Zebra"][0].token).encode() not in files


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Purpose.example/", "purpose.example"),
        ("https://purpose.example:443", "purpose.example"),
        ("https://purpose.example:80", "purpose.example:80"),
        ("http://purpose.example:80", "purpose.example"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
    ],
)
def test_the_name_of_the_program_is_as_browsers_write_it(tmp_path, address, host):
    assert Settings(data=tmp_path, public_url=address).host == host
