"""The prepared faces; the tests of printing fail without them, they do not skip."""

import pytest

from bulletins.printing import faces


@pytest.fixture(scope="session")
def prepared():
    return faces.load()
