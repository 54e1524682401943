"""``python -m bulletins.docx_import.child``: converts one .docx in a process of its own.

The file comes on standard input, the fields go as JSON to standard output.  The parent trusts
neither; what is hostile ends here, at the limits of processor time and memory.
"""

import base64
import io
import json
import resource
import sys
from dataclasses import asdict

import mammoth
from lxml import etree

from bulletins.docx_import import door, preparing, shaping

CPU_SECONDS, MEMORY = 30, 512 * 1024 * 1024
PICTURES = ("image/jpeg", "image/jpg", "image/png", "image/webp")
MAX_PICTURES = 60
BROKEN = f"文件不完整或已损坏。{door.SAVE_AS}"


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        outcome = convert(sys.stdin.buffer.read())
    except door.NotWord as refusal:
        outcome = {"refused": str(refusal)}
    except (preparing.TooDeep, RecursionError):
        outcome = {"refused": "表格层层嵌套太深，读不了。请简化后另存，再上传。"}
    except (etree.XMLSyntaxError, KeyError, ValueError, OSError, AttributeError, IndexError):
        outcome = {"refused": BROKEN}
    json.dump(outcome, sys.stdout)
    return 0


def convert(data: bytes) -> dict:
    """The fields of the form, pictures in base64 in the order of their numbers."""
    prepared, looks, left_out = preparing.prepare(door.open_parts(data))
    pictures, refused = [], []

    def keep(image):
        if image.content_type not in PICTURES or len(pictures) == MAX_PICTURES:
            refused.append((image.content_type or "").removeprefix("image/").upper())
            return {"src": ""}
        with image.open() as file:
            pictures.append(base64.b64encode(file.read()).decode())
        return {"src": f"word-picture:{len(pictures) - 1}"}

    converted = mammoth.convert_to_html(
        io.BytesIO(prepared),
        style_map="\n".join([*(f"p.{look} => p.{look}:fresh" for look in looks), "u => u"]),
        convert_image=mammoth.images.img_element(keep),
        include_embedded_style_map=False,
        external_file_access=False,
    )
    shaped = shaping.shape(converted.value.replace('<img src="" />', ""))
    if refused:
        kinds = "、".join(sorted({kind for kind in refused if kind})) or "格式不明"
        left_out.append(f"图片 {len(refused)} 张（{kinds}；请另存为 JPEG 或 PNG 后插入）")
    shaped.left_out[:0] = left_out
    return asdict(shaped) | {"pictures": pictures}


if __name__ == "__main__":
    sys.exit(main())
