"""Keep residents' photos: checked, turned upright, made small, without what a camera adds."""

import contextlib
import os
import re
import secrets
import struct
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.types import BotError

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDE = 1_600
# Of the picture as it comes; telephones make up to 50 million in everyday use. More takes more
# memory to unpack than a small server can spare for one photo.
MAX_PIXELS = 50_000_000
_MIN_SIDE = 16
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")
_NAME = re.compile(r"[0-9a-f]{32}\.jpg")

TOO_BIG = "Ảnh nặng quá 10 MB nên tôi chưa nhận được. Anh/chị gửi ảnh nhỏ hơn giúp tôi."
NOT_A_PHOTO = (
    "Tệp này không phải ảnh mà tôi đọc được. Anh/chị gửi ảnh chụp dạng JPG, PNG hoặc WebP giúp tôi."
)
BROKEN = "Ảnh bị hỏng hoặc tải lên chưa hết. Anh/chị gửi lại giúp tôi."
TOO_LARGE = "Ảnh có kích thước quá lớn nên tôi chưa nhận được. Anh/chị gửi ảnh nhỏ hơn giúp tôi."
TOO_SMALL = "Ảnh nhỏ quá nên không xem được gì. Anh/chị gửi ảnh khác giúp tôi."
MOVING = "Tôi chỉ nhận ảnh tĩnh. Anh/chị gửi một ảnh chụp giúp tôi."
NOT_KEPT = "Tôi chưa lưu được ảnh. Anh/chị gửi lại sau, hoặc cứ tiếp tục mà không có ảnh."


class PhotoRefused(BotError):
    """A photo is not kept; the message is what the resident is told."""


def keep_photo(raw: bytes, folder: Path) -> str:
    """Return the file name under which the photo is now in the folder. Raises PhotoRefused.

    What is kept is a new JPEG of at most 1,600 pixels a side: no position, no camera, no
    comment, and nothing that was hidden behind the picture.
    """
    if len(raw) > MAX_BYTES:
        raise PhotoRefused(TOO_BIG)
    made = _made(raw)
    name = f"{secrets.token_hex(16)}.jpg"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / name, made)
    except OSError:
        raise PhotoRefused(NOT_KEPT) from None
    return name


def delete_photo(name: str, folder: Path) -> None:
    """Delete a photo, if it is there. Raises ValueError for a name that is no photo's."""
    photo_path(name, folder).unlink(missing_ok=True)


def photo_path(name: str, folder: Path) -> Path:
    """Return where a photo is. Raises ValueError for a name that `keep_photo` did not give."""
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of a kept photo")
    return folder / name


def is_kept(name: str, folder: Path) -> bool:
    """Say whether a photo of this name is in the folder."""
    try:
        return photo_path(name, folder).is_file()
    except ValueError:
        return False


def _made(raw: bytes) -> bytes:
    """Return the picture as a clean JPEG. Raises PhotoRefused."""
    try:
        with Image.open(BytesIO(raw), formats=_FORMATS) as opened:
            _check(opened)
            opened.verify()
        # After verifying, a picture has to be opened anew.
        with Image.open(BytesIO(raw), formats=_FORMATS) as opened:
            # Lets a large JPEG be unpacked at a fraction of its size.
            opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            plain = _on_white(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused(TOO_LARGE) from None
    except UnidentifiedImageError:
        raise PhotoRefused(NOT_A_PHOTO) from None
    # What Pillow raises for damaged files differs by format and by place of the damage.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error):
        raise PhotoRefused(BROKEN) from None
    out = BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _check(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise PhotoRefused(TOO_LARGE)
    if min(width, height) < _MIN_SIDE:
        raise PhotoRefused(TOO_SMALL)
    # MPO is a telephone's JPEG with a second view or a preview behind it: the first is the photo.
    if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
        raise PhotoRefused(MOVING)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the pixels alone, what was transparent as white."""
    colours = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain = Image.new("RGB", colours.size, "white")
    plain.paste(colours, mask=colours if colours.mode == "RGBA" else None)
    return plain


def _write(path: Path, content: bytes) -> None:
    """Write a new file that only we may read; leave none if the disk is full."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
