"""Keep a document that is being reviewed in a private folder of its own, and delete it."""

import contextlib
import io
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot.review.types import ReviewError

MAX_BYTES = 20 * 1024 * 1024
_MAX_NAME = 120
_TOKEN = re.compile(r"[0-9a-f]{32}")
_HEAD = 4096
_ZIP, _PDF, _OLE = b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIXES = (".docx", ".pdf", ".txt")
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")

TOO_BIG = "Tệp nặng quá 20 MB. Bỏ bớt ảnh trong văn bản rồi tải lên lại."
EMPTY = "Tệp trống, không có gì để rà soát. Chọn lại tệp."
NO_FILE = "Chưa chọn tệp. Chọn một tệp DOCX, PDF hoặc TXT."
UNKNOWN = "Tệp này không phải DOCX, PDF hay TXT. Lưu văn bản thành DOCX rồi tải lên lại."
NOT_KEPT = "Máy chủ chưa lưu được tệp. Thử lại sau ít phút."


def keep_upload(file: BinaryIO, name: str, folder: Path) -> str:
    """Return the token under which the file is now kept. Raises ReviewError.

    Whether it is what its name says is seen by the reader, in a process of its own.
    """
    shown = _clean(name)
    suffix = _suffix(file, shown)
    token = secrets.token_hex(16)
    home = folder / token
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.mkdir(mode=0o700)
        file.seek(0)
        with _private(home / f"source{suffix}") as out:
            shutil.copyfileobj(file, out)
        write_json(home / "name.json", shown)
    except OSError:
        shutil.rmtree(home, ignore_errors=True)
        raise ReviewError(NOT_KEPT) from None
    return token


def home_of(token: str, folder: Path) -> Path:
    """Return where the files of a token are. Raises ValueError for what is no token."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("not the token of an upload")
    return folder / token


def source_of(home: Path) -> Path:
    """Return the file that was uploaded. Raises FileNotFoundError."""
    for suffix in SUFFIXES:
        if (home / f"source{suffix}").is_file():
            return home / f"source{suffix}"
    raise FileNotFoundError("the upload is gone")


def delete_source(home: Path) -> None:
    """Delete the file that cannot be reviewed; why it cannot stays. Raises OSError."""
    for suffix in SUFFIXES:
        (home / f"source{suffix}").unlink(missing_ok=True)


def name_of(home: Path) -> str:
    """Return the name that the uploader's file had; "văn bản" if it is gone."""
    try:
        return str(json.loads((home / "name.json").read_text("utf-8")))
    except (OSError, ValueError):
        return "văn bản"


def delete_files(token: str, folder: Path) -> None:
    """Delete everything kept under a token, if it is there. Raises OSError, ValueError."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(home_of(token, folder))


def tokens_before(folder: Path, before: datetime) -> list[str]:
    """Return the tokens whose folder was made before the moment."""
    if not folder.is_dir():
        return []
    return [
        each.name
        for each in folder.iterdir()
        if _TOKEN.fullmatch(each.name)
        and datetime.fromtimestamp(each.stat().st_mtime, UTC) < before
    ]


def write_json(path: Path, value: object) -> None:
    """Write a value into a file that only we may read, all of it or nothing."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with _private(part) as out:
        out.write(json.dumps(value, ensure_ascii=False).encode())
    part.replace(path)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        yield out


def _clean(name: str) -> str:
    """Return a file's name without folders and without what is not seen."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    stem, dot, suffix = seen.strip().rpartition(".")
    return f"{stem[:_MAX_NAME]}{dot}{suffix[:5]}" if stem else seen[:_MAX_NAME]


def _suffix(file: BinaryIO, name: str) -> str:
    """Return the ending under which a file is kept: its own, or what it begins like.

    Raises ReviewError for what begins like nothing that can be read.
    """
    size = file.seek(0, io.SEEK_END)
    if size > MAX_BYTES:
        raise ReviewError(TOO_BIG)
    if size == 0:
        raise ReviewError(EMPTY)
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith((_ZIP, _OLE)):
        begins_like = ".docx"
    # A PDF may have something in front of its mark.
    elif _PDF in head[:1024]:
        begins_like = ".pdf"
    elif head.startswith(_TEXT_MARKS) or not any(each < 9 or 13 < each < 32 for each in head):
        begins_like = ".txt"
    else:
        raise ReviewError(UNKNOWN)
    named = Path(name).suffix.lower()
    return named if named in SUFFIXES else begins_like
