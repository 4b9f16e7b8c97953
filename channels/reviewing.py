"""Review files that officials send in a chat: one at a time, and nothing of them is kept."""

import asyncio
import base64
import contextlib
import json
import logging
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.review.types import ReviewError
from bot.staff.link import audience_in
from bot.store.engine import Store
from bot.store.traffic import REVIEW
from channels import inbox, words
from channels.inbox import Kept
from channels.indexing import environment_of
from channels.outcome import Outcome
from channels.platform import Attachment, FileSent, Parcel, PhotoUnavailable, Platform
from channels.settings import Settings
from knowledge.types import Audience

logger = logging.getLogger(__name__)

# As much as a bot of Telegram may fetch.
MAX_BYTES = 20 * 1024 * 1024
_FETCH_S = 60.0
# A hundred pages take ten seconds; the machine may be a slow and busy one.
_REVIEW_S = 300.0
_LONGEST_NAME = 80

Review = Callable[[Path], Awaitable[Mapping[str, str]]]
"""Reviews the one file in a folder, as channels/review_apart.py. Raises ReviewError."""


@dataclass(frozen=True, kw_only=True)
class Reviewing:
    """What is needed to review the files that come in chats."""

    store: Store
    review: Review
    folder: Path
    """Where a file is while it is being reviewed."""
    page: str = ""
    """Address of the staff page where documents are reviewed; empty: it has none yet."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def is_for(self, conversation_id: str) -> bool:
        """Say whether the chat is an official's now. Raises StoreUnavailable."""
        found = await self.store.run(
            lambda s: audience_in(s, conversation_id, otherwise=Audience.PUBLIC)
        )
        return found is Audience.OFFICIAL

    async def outcome(self, kept: Kept, platform: Platform, sent: FileSent) -> Outcome:
        """Return the summary and the annotated document, or the line that says why not."""
        try:
            told = await self._reviewed(platform, sent)
        except ReviewError as error:
            return _outcome(kept, str(error))
        content = base64.b64decode(told["docx"])
        name = f"{Path(file_name(sent.name)).stem}-ra-soat.docx"
        file = platform.attach(Attachment(name=name, content=content)) if content else None
        where = words.REVIEW_ATTACHED if file else self.elsewhere if told["found"] != "0" else ""
        text = "\n".join(filter(None, (told["summary"], where, words.REVIEW_DELETED)))
        return _outcome(kept, text, file)

    @property
    def elsewhere(self) -> str:
        """Where the annotated document is to be had if not in the chat."""
        return f"{words.REVIEW_ELSEWHERE}{f': {self.page}' if self.page else '.'}"

    async def _reviewed(self, platform: Platform, sent: FileSent) -> Mapping[str, str]:
        """Return what a review found, the file being deleted again. Raises ReviewError."""
        if sent.size > MAX_BYTES:
            raise ReviewError(words.FILE_TOO_BIG)
        async with self.turn:
            try:
                async with asyncio.timeout(_FETCH_S):
                    content = await platform.fetch(sent.file, max_bytes=MAX_BYTES)
            except (PhotoUnavailable, TimeoutError) as error:
                logger.warning("a file was not fetched", extra={"why": str(error)})
                raise ReviewError(words.FILE_LOST) from None
            with _folder_in(self.folder) as folder:
                await asyncio.to_thread((folder / file_name(sent.name)).write_bytes, content)
                del content
                return await self.review(folder)

    def sweep(self) -> None:
        """Delete what a process that was ended has left; nothing may be under way."""
        shutil.rmtree(self.folder, ignore_errors=True)


async def review_apart(settings: Settings, folder: Path) -> Mapping[str, str]:
    """Review the file in a folder in a process of its own. Raises ReviewError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "channels.review_apart", str(folder), str(settings.data_dir)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment_of(settings),
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), _REVIEW_S)
    except TimeoutError:
        raise ReviewError(words.REVIEW_TOO_SLOW) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return result_of(said, process.returncode)


def result_of(said: bytes, code: int | None) -> Mapping[str, str]:
    """Return what a process said that it found. Raises ReviewError."""
    try:
        told = {name: str(value) for name, value in json.loads(said).items()}
    except (ValueError, AttributeError):
        # Trying again would end the same way.
        logger.error("a review of a file did not end well", extra={"code": code})
        raise ReviewError(words.REVIEW_BROKEN) from None
    if "refused" in told:
        raise ReviewError(told["refused"])
    if missing := {"summary", "found", "docx"} - told.keys():
        logger.error("a review of a file says too little", extra={"missing": sorted(missing)})
        raise ReviewError(words.REVIEW_BROKEN)
    return told


def _outcome(kept: Kept, text: str, file: Parcel | None = None) -> Outcome:
    return Outcome(
        kind=REVIEW,
        answer=words.said(text),
        parcels=(file,) if file else (),
        audience=Audience.OFFICIAL,
        # What came as an event leads to the file.
        work=lambda s: inbox.drop_body(s, kept),
    )


@contextlib.contextmanager
def _folder_in(parent: Path) -> Iterator[Path]:
    """Give a folder that only we may read, and delete it with what is in it."""
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)


def file_name(given: str) -> str:
    """Return a file's name as one that can be a file's name, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if not dot:
        return seen[:_LONGEST_NAME] or "van-ban"
    return f"{stem[:_LONGEST_NAME] or 'van-ban'}.{ending[:8]}"
