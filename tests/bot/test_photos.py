"""Photos: what is kept of them, and which are refused with which words."""

import contextlib
import io
import stat
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bot import photos
from bot.photos import PhotoRefused, delete_photo, keep_photo, photo_path


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def picture(width: int = 64, height: int = 32, colour: str = "red") -> Image.Image:
    return Image.new("RGB", (width, height), colour)


def kept(raw: bytes, folder: Path) -> Image.Image:
    with Image.open(folder / keep_photo(raw, folder)) as image:
        image.load()
        return image


def png_header(width: int, height: int) -> bytes:
    """A PNG that only claims its size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_a_jpeg_under_a_random_name(tmp_path: Path, form: str) -> None:
    raw = encoded(picture(), form)

    first, second = keep_photo(raw, tmp_path), keep_photo(raw, tmp_path)

    assert first != second
    assert {path.name for path in tmp_path.iterdir()} == {first, second}
    with Image.open(tmp_path / first) as image:
        assert (image.format, image.size) == ("JPEG", (64, 32))


def test_only_the_owner_may_read_the_file_and_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "photos"

    name = keep_photo(encoded(picture()), folder)

    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_position_camera_and_comments_are_dropped(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "MAKER"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 30.0)
    raw = encoded(picture(), exif=exif, comment=b"SECRET", icc_profile=b"PROFILE", xmp=b"XMPDATA")
    assert all(word in raw for word in (b"MAKER", b"SECRET", b"PROFILE", b"XMPDATA"))

    name = keep_photo(raw, tmp_path)

    made = (tmp_path / name).read_bytes()
    assert not any(word in made for word in (b"MAKER", b"SECRET", b"PROFILE", b"XMP", b"Exif"))
    with Image.open(tmp_path / name) as image:
        assert dict(image.getexif()) == {}


def test_text_in_a_png_and_bytes_after_the_picture_are_dropped(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET")
    raw = encoded(picture(), "PNG", pnginfo=info) + b"<script>HIDDEN</script>"

    made = (tmp_path / keep_photo(raw, tmp_path)).read_bytes()

    assert b"SECRET" not in made
    assert b"HIDDEN" not in made


def test_a_photo_taken_sideways_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    image = picture()
    image.paste("blue", (0, 0, 32, 32))

    upright = kept(encoded(image, exif=exif, quality=95), tmp_path)

    assert upright.size == (32, 64)
    top = upright.getpixel((16, 4))
    assert isinstance(top, tuple)
    assert top[2] > 200


def test_a_large_photo_is_made_small_and_keeps_its_shape(tmp_path: Path) -> None:
    assert kept(encoded(picture(4_000, 2_000)), tmp_path).size == (1_600, 800)


def test_a_small_photo_is_not_enlarged(tmp_path: Path) -> None:
    assert kept(encoded(picture(20, 30)), tmp_path).size == (20, 30)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA", "I;16"])
def test_every_kind_of_picture_becomes_colours(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (32, 32))
    raw = encoded(image, "JPEG" if mode == "CMYK" else "PNG")

    assert kept(raw, tmp_path).mode == "RGB"


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    raw = encoded(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG")

    assert kept(raw, tmp_path).getpixel((5, 5)) == (255, 255, 255)


def moving(form: str) -> bytes:
    return encoded(picture(), form, save_all=True, append_images=[picture(colour="blue")])


NOISE = {
    form: encoded(Image.effect_noise((48, 48), 60).convert("RGB"), form)
    for form in ("JPEG", "PNG", "WEBP")
}
REFUSED = {
    "30 MB": (b"\xff\xd8\xff" + bytes(30 * 1024 * 1024), photos.TOO_BIG),
    "text named .jpg": ("đèn hỏng ở ngõ 5".encode() * 50, photos.NOT_A_PHOTO),
    "nothing": (b"", photos.NOT_A_PHOTO),
    "PDF": (b"%PDF-1.7\n%%EOF", photos.NOT_A_PHOTO),
    "GIF": (encoded(picture(), "GIF"), photos.NOT_A_PHOTO),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", photos.NOT_A_PHOTO),
    "TIFF": (encoded(picture(), "TIFF"), photos.NOT_A_PHOTO),
    "a page that begins as a GIF": (b"GIF89a/*<script>*/", photos.NOT_A_PHOTO),
    "a page": (b"<!doctype html><script>alert(1)</script>", photos.NOT_A_PHOTO),
    "an archive": (b"PK\x03\x04" + bytes(200), photos.NOT_A_PHOTO),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", photos.NOT_A_PHOTO),
    "half a JPEG": (encoded(picture(500, 500))[:1_500], photos.BROKEN),
    "half a PNG": (encoded(Image.effect_noise((99, 99), 50), "PNG")[:2_000], photos.BROKEN),
    "bomb": (png_header(60_000, 60_000), photos.TOO_LARGE),
    "smaller bomb": (png_header(9_500, 9_500), photos.TOO_LARGE),
    "51 megapixels": (png_header(10_000, 5_100), photos.TOO_LARGE),
    "a dot": (encoded(picture(1, 1)), photos.TOO_SMALL),
    "moving WebP": (moving("WEBP"), photos.MOVING),
    "moving PNG": (moving("PNG"), photos.MOVING),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_usable_photo_is_refused_in_plain_words(tmp_path: Path, name: str) -> None:
    raw, words = REFUSED[name]

    with pytest.raises(PhotoRefused) as caught:
        keep_photo(raw, tmp_path)

    assert str(caught.value) == words
    assert list(tmp_path.iterdir()) == []


def test_exactly_10_mb_is_not_too_big(tmp_path: Path) -> None:
    raw = encoded(picture())

    assert keep_photo(raw + bytes(photos.MAX_BYTES - len(raw)), tmp_path)


# Pillow only warns of damaged camera data, and the photo is as good without.
@pytest.mark.filterwarnings("ignore::UserWarning")
@given(
    form=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    at=st.floats(0, 1),
    put=st.binary(min_size=1, max_size=12),
)
def test_a_damaged_photo_is_kept_or_refused_but_breaks_nothing(
    form: str, at: float, put: bytes
) -> None:
    raw = bytearray(NOISE[form])
    start = int(at * (len(raw) - len(put)))
    raw[start : start + len(put)] = put

    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(PhotoRefused):
        assert photo_path(keep_photo(bytes(raw), Path(folder)), Path(folder)).exists()


def test_a_telephones_photo_with_a_second_view_is_no_film(tmp_path: Path) -> None:
    raw = moving("MPO")

    assert kept(raw, tmp_path).getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=3)


def test_a_disk_that_does_not_take_the_file_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "photos"
    in_the_way.write_text("a file where the folder should be")

    with pytest.raises(PhotoRefused) as caught:
        keep_photo(encoded(picture()), in_the_way)

    assert str(caught.value) == photos.NOT_KEPT


def test_a_deleted_photo_is_gone_and_may_be_deleted_again(tmp_path: Path) -> None:
    name = keep_photo(encoded(picture()), tmp_path)

    delete_photo(name, tmp_path)
    delete_photo(name, tmp_path)

    assert not photo_path(name, tmp_path).exists()


@pytest.mark.parametrize("name", ["../ward.toml", "/etc/passwd", "a.jpg", "", "A" * 32 + ".jpg"])
def test_no_other_file_can_be_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a kept photo"):
        delete_photo(name, tmp_path)
