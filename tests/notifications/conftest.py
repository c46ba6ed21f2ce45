import pytest

from tests.notifications import smtp


@pytest.fixture
def postbox(settings):
    """A real SMTP server that our mails go to."""
    box = smtp.Postbox()
    controller = smtp.started(box)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 5
    yield box
    controller.stop()
