"""The pictures of an issue for an export: their bytes by id, each as an article shows it."""

from collections.abc import Mapping

from bulletins.richtext import Figure

Pictures = Mapping[int, bytes]


class PictureMissing(Exception):
    """A picture of the contents was not handed over; the text is for the user."""


def content(figure: Figure, pictures: Pictures) -> bytes:
    if not (found := pictures.get(figure.picture)):
        raise PictureMissing(f"图片{figure.picture}不在本期的图片之中")
    return found


def media_type(picture: bytes) -> str:
    """Stored pictures are JPEG or PNG (pictures.py)."""
    return "image/jpeg" if picture.startswith(b"\xff\xd8") else "image/png"
