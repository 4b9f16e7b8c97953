"""The pages of one official's reviews: the list, the wait, the result, one finding of it."""

import asyncio
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from sqlalchemy.orm import Session

from bot.review import kept
from bot.review.kept import MAX_NOTE, REASONS, Standing, State
from bot.review.kept_files import MAX_BYTES, home_of, name_of
from bot.review.kept_marks import Mark, mark_of
from bot.review.kept_result import Kept, read_problem, read_result
from bot.review.rules import rules
from bot.staff.sessions import SignedIn
from bot.store.review import ReviewRow
from channels.console import review_words as words
from channels.console.console import Console
from channels.console.review_queue import ReviewQueue
from channels.console.review_shown import Chosen, choices, counts, items, lines, linked

REVIEWS = "/canbo/ra-soat"


@dataclass(frozen=True)
class Opened:
    """A review that is done, with what its owner decided."""

    row: ReviewRow
    name: str
    kept: Kept
    marks: tuple[Mark, ...]
    standing: Standing

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return Path(self.name).stem or "van-ban"

    @cached_property
    def ignored(self) -> list[int]:
        """Places of the findings that nobody wants to see; the first is 0."""
        return [
            place
            for place, each in enumerate(self.standing.decisions)
            if each is not None and each.verdict is kept.Verdict.IGNORED
        ]


@dataclass(frozen=True, kw_only=True)
class ReviewPages:
    """The console, seen by the pages of reviews."""

    console: Console
    queue: ReviewQueue

    def none(self, request: Request, who: SignedIn) -> Response:
        """Say that there is no such document, or that it is somebody else's: the same."""
        if request.headers.get("hx-request") == "true":
            return Response(status_code=404, headers={"X-Problem": quote(words.GONE)})
        return self.console.pages.page(
            "problem.html", who, request=request, status=404, problem=words.GONE
        )

    async def all_of(self, request: Request, who: SignedIn, *, problem: str = "") -> Response:
        """Return the form and the list of what the official has given."""
        now = self.console.access.now()
        rows = await self.console.store.run(lambda s: kept.newest(s, who.staff_id, now=now))
        listed = await asyncio.to_thread(
            lambda: [(row, name_of(home_of(row.token, self.queue.folder))) for row in rows]
        )
        return self.console.pages.page(
            "review.html",
            who,
            request=request,
            status=422 if problem else 200,
            problem=problem,
            rows=listed,
            states=words.STATES,
            hours=self.console.review_hours,
            most_bytes=MAX_BYTES,
        )

    async def show(
        self,
        request: Request,
        who: SignedIn,
        token: str,
        wanted: Chosen,
        *,
        problem: str = "",
    ) -> Response:
        """Return the result, or how far it is, or why there is none."""
        row = await self._row(who, token)
        if row is None:
            return self.none(request, who)
        if row.state == State.DONE and (opened := await self.opened(who, token)):
            # A hundred pages take a tenth of a second, and the first one reads the rules.
            return await asyncio.to_thread(self._result, request, who, opened, wanted, problem)
        return await self._wait(request, who, row)

    async def progress(self, request: Request, who: SignedIn, token: str, seen: str) -> Response:
        """Return the part that says how far a review is; sends on to the result.

        Nothing while that is what was seen already: a screen reader would read it every second.
        """
        row = await self._row(who, token)
        if row is None:
            return self.none(request, who)
        if row.state != State.WAITING:
            return Response(headers={"HX-Redirect": f"{REVIEWS}/{token}"})
        self.queue.put(token)
        progress = self.queue.progress(token)
        if progress.mark == seen:
            return Response(status_code=204)
        return self.console.pages.page(
            "review_progress.html", who, request=request, token=token, progress=progress
        )

    async def item(
        self, request: Request, who: SignedIn, token: str, number: int, wanted: Chosen
    ) -> Response:
        """Return one finding after something was decided about it, and the new counts."""
        opened = await self.opened(who, token)
        if opened is None:
            return self.none(request, who)
        found = items(opened.kept.review, opened.standing)
        shown = linked([each for each in found if wanted.takes(each.finding)])
        item = next((each for each in shown if each.number == number), found[number - 1])
        return self.console.pages.page(
            "review_item.html",
            who,
            request=request,
            item=item,
            counts=counts(found, opened.standing),
            **self._common(token, wanted),
        )

    async def opened(self, who: SignedIn, token: str) -> Opened | None:
        """Return an official's own review that is done."""
        row = await self._row(who, token)
        if row is None or row.state != State.DONE:
            return None
        home = home_of(token, self.queue.folder)
        try:
            name, result = await asyncio.to_thread(_read, home)
        except FileNotFoundError:
            return None
        now = self.console.access.now()

        def salt(session: Session) -> str:
            # Its document may have been purged, when that is kept for a shorter time.
            kept.finish(session, token, result.sentences, now=now)
            again = kept.find(session, token, staff_id=who.staff_id, now=now)
            return kept.salt_of(session, again) if again else ""

        if not (made_with := await self.console.store.run(salt)):
            return None
        # Not in the thread of the database: a long document takes it some hundredths of a second.
        marks = await asyncio.to_thread(_marks, result, made_with)

        def look(session: Session) -> tuple[ReviewRow, Standing] | None:
            again = kept.find(session, token, staff_id=who.staff_id, now=now)
            return (again, kept.standing(session, again, marks)) if again else None

        found = await self.console.store.run(look)
        return Opened(found[0], name, result, marks, found[1]) if found else None

    def _result(
        self, request: Request, who: SignedIn, opened: Opened, wanted: Chosen, problem: str
    ) -> Response:
        token, review = opened.row.token, opened.kept.review
        found = items(review, opened.standing)
        taken = [each for each in found if wanted.takes(each.finding)]
        left = linked([each for each in taken if not each.is_ignored])
        severities, kinds = choices(found, wanted, f"{REVIEWS}/{token}")
        by_rule = rules()
        return self.console.pages.page(
            "review_result.html",
            who,
            request=request,
            status=422 if problem else 200,
            problem=problem,
            row=opened.row,
            name=opened.name,
            notes=review.document.notes,
            words=opened.kept.words,
            lines=lines(review.document, left),
            left=left,
            ignored=linked([each for each in taken if each.is_ignored]),
            fixed=[
                by_rule[each.rule].text for each in opened.standing.fixed if each.rule in by_rule
            ],
            counts=counts(found, opened.standing),
            choices_severity=severities,
            choices_kind=kinds,
            severity_hints=words.SEVERITY_HINTS,
            most_bytes=MAX_BYTES,
            **self._common(token, wanted),
        )

    async def _wait(self, request: Request, who: SignedIn, row: ReviewRow) -> Response:
        home = home_of(row.token, self.queue.folder)
        has_failed = row.state != State.WAITING
        if not has_failed:
            self.queue.put(row.token)
        return self.console.pages.page(
            "review_wait.html",
            who,
            request=request,
            row=row,
            token=row.token,
            name=await asyncio.to_thread(name_of, home),
            has_failed=has_failed,
            problem=await asyncio.to_thread(read_problem, home),
            progress=self.queue.progress(row.token),
        )

    async def _row(self, who: SignedIn, token: str) -> ReviewRow | None:
        now = self.console.access.now()
        return await self.console.store.run(
            lambda s: kept.find(s, token, staff_id=who.staff_id, now=now)
        )

    def _common(self, token: str, wanted: Chosen) -> dict[str, Any]:
        return {
            "token": token,
            "query": wanted.query,
            "severities": words.SEVERITIES,
            "kinds": words.KINDS,
            "reasons": REASONS,
            "max_note": MAX_NOTE,
        }


def _marks(result: Kept, salt: str) -> tuple[Mark, ...]:
    review = result.review
    return tuple(mark_of(review.document, each, salt=salt) for each in review.findings)


def _read(home: Path) -> tuple[str, Kept]:
    name = name_of(home)
    return name, read_result(home, name=Path(name).stem)
