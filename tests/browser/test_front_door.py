"""The run command, seen from a browser."""

import pytest


def test_the_login_page_opens_without_an_error_in_the_console(product, chromium):
    page = chromium.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)

    answer = page.goto(f"{product.url}/account/login/")

    assert answer.status == 200
    assert page.get_by_label("Email").is_visible()
    assert errors == []
    page.close()


MAKES_SCRIPT = {
    "text": "document.createElement('script').textContent = 'window.ran = true'",
    "address": "document.createElement('script').src = 'https://elsewhere.test/static/x.js'",
    "upload": "document.createElement('script').src = '/files/1/x.js'",
}


@pytest.mark.parametrize("script", MAKES_SCRIPT.values(), ids=MAKES_SCRIPT)
def test_a_page_makes_no_script_of_text_or_of_foreign_files(product, chromium, script):
    page = chromium.new_page()
    page.goto(f"{product.url}/account/login/")
    refused = f"""() => {{ try {{ {script}; return "" }} catch (error) {{ return error.name }} }}"""
    assert page.evaluate(refused) == "TypeError"
    assert page.evaluate("window.ran") is None
    page.evaluate("document.querySelector('main').innerHTML = '<p>drawn by the server</p>'")
    assert page.get_by_text("drawn by the server").is_visible()
    page.close()
