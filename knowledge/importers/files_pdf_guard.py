"""Refuse a PDF whose packed pages would unpack to more than any page holds.

The library that reads pages unpacks them whole and keeps every letter: a file of 100 kB can cost
gigabytes. So the packed streams are measured first, without keeping what comes out.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from knowledge.types import KnowledgeError

MAX_CONTENT_BYTES = 20_000_000
"""Of one stream that is neither picture nor font, unpacked. A guess: maps are
the largest pages that people send."""
MAX_SHOWN = 100_000
"""Pieces of text shown by one stream: a guess, far above what fits on a page."""
_DICTIONARY = 1_000
"""So many bytes before a stream hold what it says of itself."""
_CHUNK = 1 << 16
_NO_CONTENT = re.compile(rb"/Image\b|/Length1\b|/FontFile|/Type1C|/CIDFontType0C|/OpenType|/ICC")
_SHOWS = re.compile(rb"T[jJ]\b|['\"]\s")


def check_streams(path: Path) -> None:
    """Raise KnowledgeError when a page's content unpacks to more than a page can hold."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for start in _packed(data):
            unpacked, shown = _measure(data, start)
            if unpacked > MAX_CONTENT_BYTES or shown > MAX_SHOWN:
                raise KnowledgeError(
                    f"{path.name}: one page holds more than a page can show; print it to a new PDF"
                )


def _packed(data: mmap.mmap) -> Iterator[int]:
    """Return where the packed streams begin that may be the content of a page."""
    at = data.find(b"stream")
    while at >= 0:
        after = at + len(b"stream")
        if data[at - 3 : at] != b"end":
            said = data[max(at - _DICTIONARY, 0) : at].rpartition(b" obj")[2]
            if b"/Fl" in said and not _NO_CONTENT.search(said):
                start = after + (2 if data[after : after + 2] == b"\r\n" else 1)
                yield start
        at = data.find(b"stream", after)


def _measure(data: mmap.mmap, start: int) -> tuple[int, int]:
    """Return the unpacked size of a stream and how often it shows text, no further than needed."""
    unpacker = zlib.decompressobj()
    size = shown = 0
    packed = b""
    while size <= MAX_CONTENT_BYTES and shown <= MAX_SHOWN and not unpacker.eof:
        if not packed:
            packed = data[start : start + _CHUNK]
            start += _CHUNK
        if not packed:
            break
        try:
            piece = unpacker.decompress(packed, _CHUNK)
        except zlib.error:
            break  # encrypted or damaged: the library will say which
        packed = unpacker.unconsumed_tail
        size += len(piece)
        shown += len(_SHOWS.findall(piece))
    return size, shown
