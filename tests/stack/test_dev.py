"""The script that a newcomer meets first."""

import socket
import subprocess
import sys

from tests.product import ROOT


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "dev", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_an_old_python_gets_one_sentence():
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(open('dev').read())"

    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr == (
        "Skileez needs Python 3.11 or newer; this is 3.9. Try: python3.11 ./dev run\n"
    )


def test_an_unknown_verb_lists_the_known_ones():
    done = dev("fly")

    assert done.returncode == 2
    assert "./dev test" in done.stdout


def test_an_unknown_stack_is_named():
    done = dev("run", "--stack=moon")

    assert done.returncode == 1
    assert "no stack 'moon'" in done.stderr


def test_a_taken_port_is_refused_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = dev("run", "--port", str(port))

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} cannot be used (Address already in use). "
        f"Choose another one: --port {port + 1}\n"
    )
