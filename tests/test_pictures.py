"""Uploads: what is kept is pixels, upright and nameless; all else is refused and leaves nothing."""

import io
import json
import random
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bulletins import pictures, richtext
from bulletins.models import Picture
from tests.factories import make_article, make_office, make_reporter

pytestmark = pytest.mark.django_db
NO_PICTURE = "This is not a JPEG, PNG or WebP picture. Save it as JPEG and try again."
TOO_LARGE = "The picture has more than 40 million pixels."
KNOWN = "This is a {} picture. Open it, save it as JPEG or PNG, try again."
HEIC = "This is a HEIC picture, as iPhones take them, and cannot be read here."
MOVING = "Moving pictures cannot be printed."
RED, BLUE, WHITE = (200, 0, 0), (0, 0, 200), (255, 255, 255)


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def encoded(image, kind="JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def two_halves(size=(64, 32)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def exif(orientation=1) -> bytes:
    block = Image.Exif()
    block[0x0112], block[0x010F] = orientation, "Fictional Camera"
    block[0x8825] = {1: "N", 2: (31.0, 18.0, 0.0), 3: "E", 4: (120.0, 37.0, 0.0)}
    return block.tobytes()


def stored_files() -> set[str]:
    root = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def store(data: bytes, name="照片.jpg", article=None) -> Picture:
    article = article or make_article()
    return pictures.store(article, ContentFile(data, name), article.author)


def opened(picture) -> Image.Image:
    with picture.file.open("rb") as file:
        image = Image.open(io.BytesIO(file.read()))
        image.load()
        return image


def near(pixel, colour) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(pixel, colour, strict=True))


# --- what is kept


@pytest.mark.parametrize(("kind", "kept"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "JPEG")])
def test_picture_of_each_kind_is_kept_in_its_form(kind, kept):
    picture = store(encoded(two_halves(), kind), "照片<b>.exe")

    image = opened(picture)
    assert (image.format, image.mode, image.size) == (kept, "RGB", (64, 32))
    assert (picture.width, picture.height) == (64, 32)
    assert near(image.getpixel((5, 5)), RED)
    assert near(image.getpixel((60, 5)), BLUE)
    ending = {"JPEG": "jpg", "PNG": "png"}[kept]
    assert re.fullmatch(rf"pictures/[0-9a-f]{{32}}\.{ending}", picture.file.name)


def test_picture_stored_twice_gets_two_random_names():
    data = encoded(two_halves())
    first, second = store(data), store(data)

    assert first.file.name != second.file.name
    assert first.sha256 == second.sha256


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_loses_place_camera_comment_and_profile(kind):
    extra = {"comment": b"Fictional Camera"} if kind == "JPEG" else {}
    source = encoded(two_halves(), kind, exif=exif(), icc_profile=b"Fictional Camera", **extra)
    assert b"Fictional Camera" in source

    picture = store(source)
    with picture.file.open("rb") as file:
        data = file.read()
    image = opened(picture)
    assert b"Fictional" not in data
    assert dict(image.getexif()) == {}
    assert {"exif", "icc_profile", "comment", "dpi", "xmp"}.isdisjoint(image.info)


@pytest.mark.parametrize(
    ("orientation", "size", "red_corner"),
    [
        (1, (64, 32), (2, 2)),
        (2, (64, 32), (60, 2)),
        (3, (64, 32), (60, 2)),
        (4, (64, 32), (2, 2)),
        (5, (32, 64), (2, 2)),
        (6, (32, 64), (2, 2)),
        (7, (32, 64), (2, 60)),
        (8, (32, 64), (2, 60)),
        (99, (64, 32), (2, 2)),
    ],
)
def test_picture_taken_sideways_is_stored_upright(orientation, size, red_corner):
    picture = store(encoded(two_halves(), "JPEG", exif=exif(orientation)))

    image = opened(picture)
    assert image.size == (picture.width, picture.height) == size
    assert near(image.getpixel(red_corner), RED)
    assert near(image.getpixel((size[0] - 1 - red_corner[0], size[1] - 1 - red_corner[1])), BLUE)


def test_picture_with_broken_exif_is_kept():
    picture = store(encoded(two_halves(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xffxx"))
    assert opened(picture).size == (64, 32)


def transparent():
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 4, 8))
    return image


def palette_with_hole():
    image = Image.new("P", (8, 8), 1)
    image.putpalette([*RED, 9, 9, 9])
    image.paste(0, (0, 0, 4, 8))
    return image


def grey_of_16_bits():
    return Image.frombytes("I;16", (8, 8), (b"\x00\x80" * 4 + b"\xff\xff" * 4) * 8)


@pytest.mark.parametrize(
    ("source", "mode", "left", "right"),
    [
        (encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0))), "RGB", (255, 0, 0), (255, 0, 0)),
        (encoded(transparent(), "PNG"), "RGB", RED, WHITE),
        (encoded(transparent(), "WEBP", lossless=True), "RGB", RED, WHITE),
        (encoded(transparent().convert("LA"), "PNG"), "RGB", (60, 60, 60), WHITE),
        (encoded(palette_with_hole(), "PNG", transparency=1), "RGB", RED, WHITE),
        (encoded(palette_with_hole(), "PNG"), "RGB", RED, (9, 9, 9)),
        (encoded(grey_of_16_bits(), "PNG"), "L", (128,), (255,)),
        (encoded(Image.new("1", (8, 8), 1), "PNG"), "L", (255,), (255,)),
        (encoded(Image.new("L", (8, 8), 77), "JPEG"), "L", (77,), (77,)),
    ],
    ids=["cmyk", "alpha", "webp alpha", "grey alpha", "palette hole", "palette", "16 bits",
         "1 bit", "grey"],
)  # fmt: skip
def test_picture_of_any_colours_prints_on_white(source, mode, left, right):
    image = opened(store(source))

    assert image.mode == mode
    pixels = [image.getpixel(place) for place in ((1, 4), (6, 4))]
    pixels = [pixel if isinstance(pixel, tuple) else (pixel,) for pixel in pixels]
    assert near(pixels[0], left)
    assert near(pixels[1], right)


def test_picture_larger_than_a_page_is_made_smaller():
    picture = store(encoded(Image.new("RGB", (7300, 100), RED)))
    assert (picture.width, picture.height) == opened(picture).size == (3600, 49)


def test_picture_of_a_phone_with_a_second_view_keeps_the_first():
    second = Image.new("RGB", (64, 32), WHITE)
    picture = store(encoded(two_halves(), "MPO", save_all=True, append_images=[second]))
    assert near(opened(picture).getpixel((5, 5)), RED)


@pytest.mark.parametrize(
    "appended", [b"<script>alert(1)</script>", b"PK\x03\x04evil.zip", b"GIF89a/*evil*/=1;"]
)
def test_polyglot_picture_keeps_the_pixels_only(appended):
    for source in (
        encoded(two_halves()) + appended,
        encoded(two_halves(), "PNG") + appended,
        encoded(two_halves(), "JPEG", comment=appended),
    ):
        with store(source).file.open("rb") as file:
            assert appended not in file.read()


# --- what is refused


def png(width, height, *chunks) -> bytes:
    def chunk(name, data):
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(*c) for c in chunks) + chunk(b"IEND", b"")


FRAMES = [Image.new("RGB", (4, 4), (n, n, n)) for n in range(0, 250, 10)]
MOVIE = {"save_all": True, "append_images": FRAMES[1:]}
REFUSED = {
    "empty": (b"", NO_PICTURE),
    "text": ("并非图片".encode(), NO_PICTURE),
    "html": (b"<html><script>alert(1)</script></html>", NO_PICTURE),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NO_PICTURE),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NO_PICTURE),
    "pdf": (b"%PDF-1.4\n", NO_PICTURE),
    "tiff": (encoded(two_halves(), "TIFF"), KNOWN.format("TIFF")),
    "gif": (encoded(two_halves(), "GIF"), KNOWN.format("GIF")),
    "bmp": (encoded(two_halves(), "BMP"), KNOWN.format("BMP")),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 90, HEIC),
    "heif": (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", HEIC),
    "avif": (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", NO_PICTURE),
    "icon": (encoded(two_halves(), "ICO"), NO_PICTURE),
    "gif and script": (b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", KNOWN.format("GIF")),
    "cut off jpeg": (encoded(two_halves((640, 640)))[:2000], NO_PICTURE),
    "cut off png": (encoded(two_halves((640, 640)), "PNG")[:-600], NO_PICTURE),
    "cut off webp": (encoded(two_halves((640, 640)), "WEBP")[:-60], NO_PICTURE),
    "head of a jpeg only": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", NO_PICTURE),
    "png without pixels": (png(8, 8), NO_PICTURE),
    "png of no size": (png(0, 8, (b"IDAT", zlib.compress(b""))), NO_PICTURE),
    "png with a text bomb": (
        png(8, 8, (b"zTXt", b"a\0\0" + zlib.compress(b"x" * 30_000_000))), NO_PICTURE),
    "12 000 pixels square": (png(12_000, 12_000, (b"IDAT", b"")), TOO_LARGE),
    "14 000 pixels square": (png(14_000, 14_000, (b"IDAT", b"")), TOO_LARGE),
    "a line of pixels": (png(2**31 - 1, 1, (b"IDAT", b"")), TOO_LARGE),
    "one pixel row too many": (png(40_000_001, 1, (b"IDAT", b"")), TOO_LARGE),
    "webp bomb": (encoded(Image.new("RGB", (9000, 9000)), "WEBP", lossless=True, method=0),
                  TOO_LARGE),
    "webp movie": (encoded(FRAMES[0], "WEBP", **MOVIE), MOVING),
    "png movie": (encoded(FRAMES[0], "PNG", **MOVIE), MOVING),
    "16 MB": (encoded(two_halves()) + b"\0" * (16 * 1024 * 1024),
              "The picture is larger than 15 MB. Make it smaller and try again."),
}  # fmt: skip


@pytest.mark.once("sqlite")
@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("name", ["照片.jpg", "../../evil.html"])
def test_upload_that_is_no_picture_is_refused_and_leaves_nothing(case, name):
    data, sentence = REFUSED[case]
    article, before = make_article(), stored_files()

    with pytest.raises(pictures.NotAPicture, match=re.escape(sentence)):
        store(data, name, article)
    assert not Picture.objects.exists()
    assert stored_files() == before


def test_picture_whose_record_fails_leaves_no_file():
    article, before = make_article(), stored_files()
    with pytest.raises(IntegrityError):
        pictures.store(article, ContentFile(encoded(two_halves()), "a.jpg"), user=None)
    assert stored_files() == before


# --- through the addresses


@pytest.fixture
def article():
    return make_article()


def signed_in(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def page(response) -> str:
    """What a reader sees of a page; the tokens of its forms differ every time."""
    return re.sub('value="[0-9A-Za-z]{64}"', "", response.content.decode())


def upload(user, article, data=None, name="照片.jpg"):
    data = encoded(two_halves()) if data is None else data
    return signed_in(user).post(
        reverse("picture-upload", args=[article.pk]), {"upload": ContentFile(data, name)}
    )


def test_upload_answers_as_the_editor_expects_and_the_body_keeps_it(article):
    response = upload(article.author, article)

    picture = Picture.objects.get()
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "uploaded": 1,
        "fileName": f"picture-{picture.pk}",
        "url": f"/pictures/{picture.pk}/",
        "printed": {
            f"/pictures/{picture.pk}/": {
                "level": 1,
                "sentence": "图片偏小：宽64像素，印出来宽11毫米，每英寸150点，低于250点，"
                "最好换一张更大的原图",
            }
        },
    }
    assert (picture.article, picture.uploaded_by) == (article, article.author)
    body = richtext.clean(f'<img src="{response.json()["url"]}">', {picture.pk})
    assert [figure.picture for figure in richtext.blocks(body)] == [picture.pk]


@pytest.mark.parametrize("case", ["svg", "html", "gif", "webp movie", "12 000 pixels square"])
def test_upload_refused_says_why_and_stores_nothing(article, case):
    data, sentence = REFUSED[case]
    before = stored_files()
    response = upload(article.author, article, data, "x.jpg")

    assert response.status_code == 400
    assert response.json()["uploaded"] == 0
    assert response.json()["error"]["message"] == sentence
    assert (Picture.objects.count(), stored_files()) == (0, before)


def test_upload_without_a_file_is_refused(article):
    response = signed_in(article.author).post(reverse("picture-upload", args=[article.pk]))
    assert (response.status_code, response.json()["uploaded"]) == (400, 0)


def test_upload_takes_post_with_a_token_only(article):
    address = reverse("picture-upload", args=[article.pk])
    assert signed_in(article.author).get(address).status_code == 405
    strict = signed_in(article.author, enforce_csrf_checks=True)
    assert strict.post(address, {"upload": ContentFile(b"x", "x.jpg")}).status_code == 403
    assert not Picture.objects.exists()


def test_upload_by_others_is_refused(article):
    submitted = make_article(state="submitted")

    assert upload(make_reporter(), article).status_code == 404
    assert upload(make_office("editor"), article).status_code == 404
    assert upload(submitted.author, submitted).status_code == 403
    assert upload(make_office("reviewer"), submitted).status_code == 403
    assert not Picture.objects.exists()
    assert upload(make_office("editor"), submitted).status_code == 200


def test_picture_is_served_for_its_pixels_only(article):
    upload(article.author, article)
    picture = Picture.objects.get()
    response = signed_in(article.author).get(picture.get_absolute_url())

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == picture.file.open("rb").read()
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "sandbox" in policy
    assert response["Cache-Control"] == "private, max-age=86400"


def test_picture_exists_only_for_those_who_see_its_article(article):
    address = store(encoded(two_halves()), article=article).get_absolute_url()
    handed_in = make_article(state="submitted")
    seen = store(encoded(two_halves()), article=handed_in).get_absolute_url()

    for user in (make_reporter(), make_office("editor"), make_office("administrator")):
        response, unknown = (signed_in(user).get(a) for a in (address, "/pictures/999999/"))
        assert (response.status_code, page(response)) == (404, page(unknown))
    assert signed_in(make_reporter()).get(seen).status_code == 404
    for role in ("editor", "reviewer", "signer", "auditor"):
        assert signed_in(make_office(role)).get(seen).status_code == 200
    assert Client().get(seen).status_code == 302
    assert signed_in(article.author).post(address).status_code == 405


# --- what a camera writes into its files, and a heap of broken ones

SECRETS = (b"Fictional Camera", b"GPS-CANARY", b"31.30 N", b"IPTC-CANARY")
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description GPS="GPS-CANARY" '
    b'exif:GPSLatitude="31.30 N"/></x:xmpmeta>'
)


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def with_everything(kind) -> bytes:
    """A picture with Exif, place, XMP and the rest, each with a word that must not survive."""
    if kind == "JPEG":
        data = encoded(two_halves(), "JPEG", exif=exif())
        extra = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
        extra += segment(0xED, b"Photoshop 3.0\0IPTC-CANARY") + segment(0xFE, b"IPTC-CANARY")
        return data[:2] + extra + data[2:]
    if kind == "PNG":
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        text.add_text("Comment", "IPTC-CANARY")
        return encoded(two_halves(), "PNG", exif=exif(), pnginfo=text)
    return encoded(two_halves(), "WEBP", exif=exif(), xmp=XMP + b"IPTC-CANARY")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_camera_place_or_caption_survives(kind):
    source = with_everything(kind)
    assert all(secret in source for secret in SECRETS)

    with store(source).file.open("rb") as file:
        data = file.read()
    assert [secret for secret in SECRETS if secret in data] == []
    for block in (b"Exif\0", b"xmpmeta", b"iTXt", b"tEXt", b"eXIf", b"Photoshop", b"GPS"):
        assert block not in data


@pytest.mark.parametrize(
    ("ink", "colour"),
    [
        ((0, 0, 0, 0), (255, 255, 255)),
        ((0, 0, 0, 255), (0, 0, 0)),
        ((255, 0, 0, 0), (0, 255, 255)),
        ((0, 0, 255, 0), (255, 255, 0)),
        ((0, 0, 0, 128), (127, 127, 127)),
    ],
)
def test_four_inks_become_the_colours_they_print(ink, colour):
    image = opened(store(encoded(Image.new("CMYK", (16, 16), ink))))
    assert (image.mode, near(image.getpixel((8, 8)), colour)) == ("RGB", True)


def broken() -> list[bytes]:
    """Forty files that are no pictures: cut off, scrambled, with lying heads, of other kinds."""
    chance = random.Random(40)
    noise = Image.effect_noise((200, 150), 90).convert("RGB")
    whole = {kind: encoded(noise, kind) for kind in ("JPEG", "PNG", "WEBP")}
    cut = [data[: len(data) * part // 10] for data in whole.values() for part in (1, 3, 5, 7)]
    heads = [data[:24] + chance.randbytes(3000) for data in whole.values() for _ in range(4)]
    heads = [head for head in heads if head]
    lies = [png(width, 5, (b"IDAT", zlib.compress(b"x"))) for width in (9, 999, 40_000_001)]
    other = [encoded(noise, kind) for kind in ("TIFF", "GIF", "BMP", "ICO", "PPM", "TGA")]
    random_bytes = [chance.randbytes(n) for n in (1, 10, 1000, 100_000)]
    named = [b"", b"\0" * 5000, b"PK\x03\x04" + b"\0" * 50]
    return cut + heads + lies + other + random_bytes + named


def test_forty_broken_files_are_refused_with_a_sentence(article):
    before, files = stored_files(), broken()
    assert len(files) == 40
    client = signed_in(article.author)
    address = reverse("picture-upload", args=[article.pk])
    answers = [client.post(address, {"upload": ContentFile(data, "x.jpg")}) for data in files]

    assert {answer.status_code for answer in answers} == {400}
    assert all(answer.json()["error"]["message"].endswith(".") for answer in answers)
    assert (Picture.objects.count(), stored_files()) == (0, before)
