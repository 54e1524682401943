"""Pictures: what an upload must be, and how it is stored: re-encoded, upright, nameless."""

import hashlib
import io
from contextlib import contextmanager
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageFile

from .models import Article, Picture

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 3600  # 156 mm of type area at 300 dpi is 1843; twice that for full pages
FORMATS = ("JPEG", "PNG", "WEBP")
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
KNOWN_HEADS = {b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
UNUSED_DAYS = 14  # how long a picture that stands in no text is kept
ORIENTATION = 0x0112
UPRIGHT = {  # Exif 2.32, table 4: how the stored rows and columns are turned
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotAPicture(ValueError):
    """The upload is refused; the message says what to do."""


def store(article: Article, upload, user) -> Picture:
    """Re-encode ``upload`` (a Django file) and keep it as a picture of ``article``."""
    image, kind = _read(upload)
    data = _encode(image, kind)
    picture = Picture(
        article=article,
        sha256=hashlib.sha256(data).hexdigest(),
        width=image.width,
        height=image.height,
        uploaded_by=user,
    )
    picture.file.save("picture.png" if kind == "PNG" else "picture.jpg", ContentFile(data), False)
    try:
        picture.save()
    except BaseException:
        picture.file.delete(save=False)
        raise
    return picture


def copy(picture: Picture, article: Article, user) -> Picture:
    """The same picture as one of ``article``, in a file of its own."""
    made = Picture(
        article=article, sha256=picture.sha256, width=picture.width, height=picture.height,
        uploaded_by=user,
    )  # fmt: skip
    with picture.file.open("rb") as source:
        made.file.save(picture.file.name, ContentFile(source.read()), False)
    made.save()
    return made


@contextmanager
def undone_on_error():
    """A list for pictures stored inside; when it ends in an error, their files go as well."""
    stored: list[Picture] = []
    try:
        yield stored
    except BaseException:
        for picture in stored:
            picture.file.delete(save=False)
        raise


def _read(upload) -> tuple[Image.Image, str]:
    """The picture as it prints, and the format in which to keep it."""
    if upload.size > MAX_BYTES:
        raise NotAPicture(_("The picture is larger than 15 MB. Make it smaller and try again."))
    _refuse_by_head(upload)
    # A cut-off file is broken, whatever another library in this process thinks (the print
    # engine sets this when it is imported).
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image = Image.open(upload, formats=FORMATS)
        kind = "PNG" if image.format == "PNG" else "JPEG"
        _check(image)
        scale = max(image.size) / LONGEST_SIDE
        image.draft(image.mode, (image.width / scale, image.height / scale))  # JPEG: no more pixels
        image.load()
        image = _on_paper(_upright(image))
    except NotAPicture:
        raise
    except Image.DecompressionBombError as error:
        raise NotAPicture(_too_large()) from error
    except Exception as error:  # broken files make the decoders raise nearly anything
        raise NotAPicture(
            _("This is not a JPEG, PNG or WebP picture. Save it as JPEG and try again.")
        ) from error
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image, kind


def _refuse_by_head(upload):
    """Kinds of pictures that are known but not taken: each has its own way to become a JPEG."""
    head = upload.read(16)
    upload.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        raise NotAPicture(
            _(
                "This is a HEIC picture, as iPhones take them, and cannot be read here. On the "
                "phone choose Settings – Camera – Formats – Most Compatible, or save it as JPEG."
            )
        )
    for start, name in KNOWN_HEADS.items():
        if head.startswith(start):
            sentence = _("This is a %(kind)s picture. Open it, save it as JPEG or PNG, try again.")
            raise NotAPicture(sentence % {"kind": name})


def _check(image: Image.Image):
    """What the head of the file says, before any of its pixels is unpacked."""
    if image.width * image.height > MAX_PIXELS:
        raise NotAPicture(_too_large())
    # MPO is a phone's JPEG with a second view or a depth map behind it: the first is the picture.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise NotAPicture(_("Moving pictures cannot be printed."))


def _too_large() -> str:
    return _("The picture has more than 40 million pixels.")


def _upright(image: Image.Image) -> Image.Image:
    try:
        turn = UPRIGHT.get(image.getexif().get(ORIENTATION))
    except Exception:  # a broken Exif block does not spoil the pixels
        turn = None
    return image if turn is None else image.transpose(turn)


def _on_paper(image: Image.Image) -> Image.Image:
    """Grey or RGB, 8 bits, on white: a page has no transparency."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    mode = "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _encode(image: Image.Image, kind: str) -> bytes:
    """Pixels only: no metadata, no location, nothing appended survives."""
    buffer = io.BytesIO()
    image.info.clear()
    image.save(buffer, kind, quality=90, optimize=True)
    return buffer.getvalue()


def sweep() -> int:
    """Remove old pictures of drafts that stand neither in the text nor in a revision; how many.

    Only of drafts on which nothing was ever decided: no edition can show their pictures.
    """
    before = timezone.now() - timedelta(days=UNUSED_DAYS)
    drafts = Article.objects.drafts().filter(first_submitted_at=None, decisions=None)
    old = Picture.objects.filter(uploaded_at__lt=before, article__in=drafts)
    return sum(_sweep(pk, before) for pk in set(old.values_list("article", flat=True)))


def _sweep(pk: int, before) -> int:
    with transaction.atomic():
        # Under the lock of a save: what it puts back into the text is seen or not yet there.
        article = Article.objects.select_for_update().get(pk=pk)
        texts = [article.body, *(text["body"] for text in _revised(article))]
        unused = [
            picture
            for picture in article.pictures.filter(uploaded_at__lt=before)
            if not any(picture.get_absolute_url() in text for text in texts)
        ]
        for picture in unused:
            picture.delete()
            transaction.on_commit(lambda file=picture.file: file.delete(save=False))
    return len(unused)


def _revised(article: Article):
    return article.revisions.values_list("text", flat=True)
