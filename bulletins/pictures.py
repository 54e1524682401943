"""Pictures: what an upload must be, and how it is stored: re-encoded, upright, nameless."""

import hashlib
import io
import warnings

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .models import Article, Picture

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 3600  # 156 mm of type area at 300 dpi is 1843; twice that for full pages
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPicture(ValueError):
    """The upload is refused; the message says what to do."""


def store(article: Article, upload, user) -> Picture:
    """Re-encode ``upload`` (a Django file) and keep it as a picture of ``article``."""
    if upload.size > MAX_BYTES:
        raise NotAPicture(_("The picture is larger than 15 MB. Make it smaller and try again."))
    image = _open(upload)
    keep_png = image.format == "PNG"
    image = ImageOps.exif_transpose(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    data = _encode(image, keep_png)
    picture = Picture(
        article=article,
        sha256=hashlib.sha256(data).hexdigest(),
        width=image.width,
        height=image.height,
        uploaded_by=user,
    )
    picture.file.save("picture.png" if keep_png else "picture.jpg", ContentFile(data), save=False)
    picture.save()
    return picture


def _open(upload) -> Image.Image:
    advice = _("This is not a JPEG, PNG or WebP picture. Save it as JPEG and try again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise NotAPicture(_("The picture has more than 40 million pixels."))
            if getattr(image, "n_frames", 1) > 1:
                raise NotAPicture(_("Moving pictures cannot be printed."))
            image.load()
    except NotAPicture:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Warning) as error:
        raise NotAPicture(advice) from error
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow raises on broken files
        raise NotAPicture(advice) from error
    return image


def _encode(image: Image.Image, keep_png: bool) -> bytes:
    """Pixels only: no metadata, no location, nothing appended survives."""
    buffer = io.BytesIO()
    if keep_png:
        mode = image.mode if image.mode in ("L", "RGB", "RGBA") else "RGBA"
        clean = image.convert(mode)
        clean.info.clear()
        clean.save(buffer, "PNG", optimize=True)
    else:
        clean = image.convert("RGB")
        clean.info.clear()
        clean.save(buffer, "JPEG", quality=90, optimize=True)
    return buffer.getvalue()
