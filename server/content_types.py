"""What a request says that its body is, in a form that can be read."""

from server.head import Application, Receive, Scope, Send


class PlainContentTypes:
    """Keeps parameters in an encoding of their own (`charset*=…''…`, RFC 2231) from Django.

    Django takes any codec of Python's there, fails on most, and fails before it could answer. No browser
    sends one. What is left is the bare type.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [
            (name, _plain(value) if name == b"content-type" else value)
            for name, value in scope["headers"]
        ]
        await self.application({**scope, "headers": headers}, receive, send)


def _plain(value: bytes) -> bytes:
    return value.partition(b";")[0] if b"*" in value.partition(b";")[2] else value
