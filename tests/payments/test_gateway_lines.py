"""To whom the line to Stripe leads."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from payments.failures import GatewayFailure
from payments.gateway import Gateway


class LeadsElsewhere(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(307)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        pass


def test_an_answer_that_leads_elsewhere_is_not_followed():
    with ThreadingHTTPServer(("127.0.0.1", 0), LeadsElsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        gateway = Gateway(key="sk_test_x", base=f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(GatewayFailure):
            gateway.customer("cus_1")
        server.shutdown()
    assert LeadsElsewhere.asked == ["/v1/customers/cus_1"]
