"""What a page draws is told from the PDF, before it is pictured: as told, so it looks."""

import hashlib
import io
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageChops

from bulletins.printing import picturing
from bulletins.printing.design import SHIPPED
from bulletins.printing.layout import lay_out
from bulletins.richtext import Figure

from .issues import SENTENCE, article, issue, paragraph


def shown(pdf):
    return [page.render(scale=1).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(pdf)]


def chequered(turned: bool) -> bytes:
    """Two pictures of the same size and the same number of bytes."""
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("navy", (0, 0, 200, 300) if turned else (200, 0, 400, 300))
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=0)
    return stream.getvalue()


@pytest.mark.parametrize("design", SHIPPED.values(), ids=SHIPPED)
def test_pages_that_draw_the_same_look_the_same_and_others_do_not(tmp_path, prepared, design):
    texts = [article(f"{n}", f"第{n}则消息", blocks=(paragraph(SENTENCE * 9),)) for n in range(6)]
    changed = [*texts[:4], replace(texts[4], blocks=(paragraph("改" + SENTENCE * 9),)), texts[5]]
    told, looks = [], []
    for number, articles in enumerate((texts, changed)):
        pdf = tmp_path / f"{number}.pdf"
        lay_out(issue(*articles), pdf, design=design, warm=True)
        told.append(picturing.drawn(pdf))
        looks.append(shown(pdf))
    same = [one == other for one, other in zip(*told, strict=False)]
    alike = [
        ImageChops.difference(one, other).getbbox() is None
        for one, other in zip(*looks, strict=False)
    ]
    assert same == alike
    assert same[0] and not all(same)
    assert len(set(told[0])) == len(told[0])


def test_another_picture_in_the_same_place_is_told(tmp_path, prepared):
    told = []
    for number, turned in enumerate((False, True, False)):
        data = chequered(turned)
        figure = Figure(1, alt="图", sha256=hashlib.sha256(data).hexdigest(), width=400, height=300)
        pdf = tmp_path / f"{number}.pdf"
        lay_out(issue(article("1", blocks=(figure,))), pdf, pictures={1: data}, warm=True)
        told.append(picturing.drawn(pdf))
    assert told[0] == told[2] != told[1]
