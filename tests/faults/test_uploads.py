"""Files on a line that breaks, brought by a client that is not ours, while a web process is killed."""

import io
import json
import os
import random
import re
import signal
import string
import time
from uuid import uuid4

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.faults.cutting import CuttingLine
from tests.faults.test_full_stack import Visitor, web_processes

pytestmark = pytest.mark.timeout(300)
CUTS, FILES, SIZE, PART = 50, 5, 900_000, 64 * 1024
BROKEN = (TusCommunicationError, requests.exceptions.RequestException)
REFUSALS = {400, 401, 403, 404, 409, 410, 412, 413, 415, 422}
KNOWN = """
from files.models import File
print("states", *File.objects.filter(name__startswith="{mark}").values_list("state", flat=True))
"""


class Bringer:
    """One file, by the tus project's own client for Python, which asks where it stands after each cut."""

    def __init__(
        self, url: str, headers: dict[str, str], name: str, data: bytes, target: str
    ) -> None:
        self.client = TusClient(f"{url}/api/uploads", headers=headers)
        self.data, self.uploader = data, None
        self.said = {"filename": name, "target": target, "key": str(uuid4())}

    def go_on(self) -> bool:
        """Until it is there (True) or the line breaks."""
        try:
            if self.uploader is None:
                self.uploader = self.client.uploader(
                    file_stream=io.BytesIO(self.data), chunk_size=PART, metadata=self.said
                )
            if self.uploader.url:
                self.uploader.offset = self.uploader.get_offset()
            self.uploader.upload()
        except BROKEN as error:
            assert getattr(error, "status_code", None) not in REFUSALS, error
            return False
        return True

    @property
    def number(self) -> int:
        return int(self.uploader.url.rsplit("/", 1)[1])


def headers_of(visitor, url) -> dict[str, str]:
    _url, page = visitor.open(f"{url}/chat")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    return {"Cookie": visitor.cookies, "X-CSRFToken": token}


def words(chance, length) -> bytes:
    return "".join(chance.choices(string.ascii_letters, k=length)).encode()


def download(url, headers, number) -> bytes:
    """As soon as it was looked into."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        answer = requests.get(f"{url}/files/{number}/download", headers=headers, timeout=30)
        if answer.status_code == 200:
            return answer.content
        time.sleep(0.2)
    raise AssertionError("it was never ready")


def test_fifty_cuts_and_a_killed_web_process_lose_nothing_and_double_nothing(full_product):
    chance, mark, visitor = random.Random(50), uuid4().hex[:8], Visitor()
    url = full_product.urls[0]
    visitor.log_in(url, "student@demo.test", "skileez-demo")
    headers = headers_of(visitor, url)
    conversation = re.search(r"/chat/(\d+)", visitor.open(f"{url}/chat")[1])[1]
    line = CuttingLine(int(url.rsplit(":", 1)[1]), cuts=CUTS, seed=50)
    files = [
        Bringer(
            line.url,
            headers,
            f"{mark}-{number}.txt",
            words(chance, SIZE),
            f"conversation:{conversation}",
        )
        for number in range(FILES)
    ]
    is_killed, waiting = False, list(files)
    while waiting:
        waiting = [each for each in waiting if not each.go_on()]
        if line.done >= CUTS // 2 and not is_killed:
            os.kill(web_processes(full_product)[0], signal.SIGKILL)
            is_killed = True
    line.close()
    assert (line.done, is_killed) == (CUTS, True)
    message = {"client_id": str(uuid4()), "body": mark, "files": [each.number for each in files]}
    said = [
        requests.post(
            f"{url}/chat/{conversation}/messages", data=json.dumps(message), timeout=30,
            headers={**headers, "Content-Type": "application/json", "Accept": "application/json"},
        ).status_code
        for _time in range(2)
    ]  # fmt: skip
    assert said == [201, 200]
    assert [download(url, headers, each.number) for each in files] == [each.data for each in files]
    known = full_product.manage("shell", "-c", KNOWN.format(mark=mark))
    assert known.rpartition("states ")[2].split() == ["ready"] * FILES
