"""What the layout may read: the pictures of this issue, and nothing else.

The print faces come from a private font configuration and the stylesheet is
handed in as text, so every other address is refused, whatever its scheme, and
the layout stops (WeasyPrint alone would only log it and print a gap).
"""

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from bulletins.printing.markup import PICTURE_SCHEME


class FetchRefused(FatalURLFetchingError):
    """Something other than a picture of this issue was asked for."""


class PictureFetcher(URLFetcher):
    """Serves ``yinfa-picture:ID`` from the bytes given; refuses the rest."""

    def __init__(self, pictures: Mapping[int, bytes]):
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._pictures = pictures
        self.refused: list[str] = []

    def fetch(self, url, headers=None):
        number = url.removeprefix(PICTURE_SCHEME)
        if number != url and number.isdecimal() and int(number) in self._pictures:
            return URLFetcherResponse(url, body=self._pictures[int(number)])
        self.refused.append(url)
        raise FetchRefused(f"排版时不允许读取：{url[:200]}")
