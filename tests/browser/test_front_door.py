"""The run command, seen from a browser."""


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
