"""A body that nobody can read is refused, whatever it claims to be, and never breaks an answer."""

import pytest
from asgiref.testing import ApplicationCommunicator

from config.asgi import application

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
CODECS = [
    "utf-7",
    "zip",
    "rot13",
    "base64",
    "idna",
    "unicode_escape",
    "punycode",
    "utf-16",
    "undefined",
]
UNREADABLE = {
    **{name: (f"{FORM}; charset={name}", b"display_name=%ff&zone=\xff") for name in CODECS},
    "quoted codec": (f'{FORM}; charset="utf-16"', b"a=b"),
    "json of another codec": ("application/json; charset=utf-16", b"{}"),
    "too many fields": (FORM, b"&".join(b"a%d=1" % number for number in range(3000))),
    "too many headers": (
        "multipart/form-data; boundary=x",
        b"--x\r\n" + b"A: b\r\n" * 2000 + b"\r\n",
    ),
    "no boundary": ("multipart/form-data", b"x"),
    "an odd boundary": ("multipart/form-data; boundary=\xff", b"x"),
}


@pytest.mark.once
@pytest.mark.parametrize("path", ["/settings", "/nowhere", "/account/login/", "/chat/1/messages"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_body_is_refused_at_every_address(student, login, path, name):
    kind, body = UNREADABLE[name]
    browser = login(student)
    browser.raise_request_exception = False
    answer = browser.generic("POST", path, body, kind)
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()
    json = {"accept": "application/json"}
    as_json = browser.generic("POST", path, body, kind, headers=json)
    assert as_json.json()["error"]["code"] == "unreadable_body"


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_utf_8_is_read_however_it_is_named(client, charset):
    sent = b"login=nobody%40example.test&password=%C3%A4"
    answer = client.generic("POST", "/account/login/", sent, f"{FORM}; charset={charset}")
    assert answer.status_code == 200


@pytest.mark.parametrize("parameter", ["charset*=zip''a", "a*=undefined''%41", "a*0*=utf-16''%ff"])
async def test_a_type_in_another_codec_breaks_no_answer(parameter):
    kind = f"application/x-www-form-urlencoded; {parameter}".encode()
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": "/robots.txt", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", kind)],
    }  # fmt: skip
    wire = ApplicationCommunicator(application, scope)
    await wire.send_input({"type": "http.request", "body": b"a=b"})
    assert (await wire.receive_output(10))["status"] == 200
    await wire.wait()
