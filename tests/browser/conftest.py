"""A reporter with a draft at its form, whose browser met no error in the end."""

import pytest

from tests.browser.writer import Writer
from tests.factories import make_article


@pytest.fixture
def writer(page, live_server):
    made = Writer(page, live_server.url, make_article(body="<p>甲。</p>"))
    yield made
    assert made.wrongs == []
