"""ICC profiles: where they come from, and how a PDF says for which output it was made."""

import io
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

# Debian's package of Ghostscript's profiles needs nothing else and holds the only CMYK profile
# of Debian's main section.  The print shop's own is better: YINFA_PRESS_PROFILE.
PACKAGE = "libgs-common"
PRESS = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")
INSTALL = f"apt-get install -y --no-install-recommends {PACKAGE}"
REGISTRY = "http://www.color.org"


class ProfileMissing(Exception):
    """The profile is not there or not of this kind; the text says what to do, in Chinese."""


def read_press(path: Path | None = None) -> bytes:
    """The CMYK profile of the press at ``path``, by default Debian's general one."""
    path = path or PRESS
    try:
        content = path.read_bytes()
    except OSError as error:
        advice = f"，请由管理员执行：{INSTALL}" if path == PRESS else ""
        raise ProfileMissing(f"缺少印刷用的色彩特性文件 {path}{advice}") from error
    if content[16:20] != b"CMYK" or content[36:40] != b"acsp":
        raise ProfileMissing(f"{path} 不是 CMYK 色彩特性文件（ICC）")
    return content


def srgb() -> bytes:
    """The sRGB profile: what red and black of the screen file mean."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def describe(profile: bytes) -> str:
    """The name which a profile gives itself."""
    return ImageCms.getProfileDescription(ImageCms.getOpenProfile(io.BytesIO(profile))).strip()


def set_intent(pdf: pikepdf.Pdf, kind: Name, profile: bytes, components: int) -> None:
    """The one OutputIntent of the file, its profile embedded (ISO 15930-7, ISO 19005-2 6.2.3)."""
    stream = pdf.make_stream(profile, N=components)
    name = describe(profile)
    pdf.Root.OutputIntents = Array(
        [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.OutputIntent,
                    S=kind,
                    OutputConditionIdentifier=String(name),
                    OutputCondition=String(name),
                    Info=String(name),
                    RegistryName=String(REGISTRY),
                    DestOutputProfile=stream,
                )
            )
        ]
    )
