"""Pages are compressed, files are not: they are packed already, and a part of one is so many bytes of it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PagesGZipMiddleware(GZipMiddleware):
    """Leaves what can be asked for in parts as it is."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if "Accept-Ranges" in response:
            return response
        return super().process_response(request, response)
