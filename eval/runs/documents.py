"""The suite `review`: snippets of documents, clean or with one known defect."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.review.read import document_of
from bot.review.run import review
from bot.review.types import Known
from eval.review_cases import Snippet, load_snippets
from eval.review_score import Found, found_in, is_same_place
from eval.runs.folder import Folder
from eval.runs.types import Area, Outcome, Stage
from knowledge.acts import Acts
from knowledge.load import load_acts

WRITTEN = date(2026, 11, 22)
"""The day on which the snippets were written: acts lapse, and they would change with it."""


def ask(folder: Folder, *, on_done: Callable[[], None] = lambda: None) -> int:
    """Review every snippet that is not done; return how many there are."""
    snippets = load_snippets()
    known = Known(acts=Acts(load_acts()), today=WRITTEN)
    for snippet in snippets:
        if folder.get(Area.REVIEW, snippet.id) is None:
            folder.keep(_outcome(snippet, known))
        on_done()
    return len(snippets)


def _outcome(snippet: Snippet, known: Known) -> Outcome:
    try:
        done = review(document_of(snippet.text, name=snippet.id), known)
        found = found_in(done.document, done.findings)
    except Exception as broken:  # as in play: the run goes on
        return _made(snippet, [], error=repr(broken))
    return _made(snippet, found)


def _made(snippet: Snippet, found: Sequence[Found], error: str = "") -> Outcome:
    hits = [each for each in found if snippet.quote and is_same_place(each.quote, snippet.quote)]
    if snippet.kind:
        marks = {"found": float(bool(hits))}
        is_good = bool(hits)
    else:
        marks = {"false_alarm": float(bool(found) or bool(error))}
        is_good = not found and not error
    said = "\n".join(f"{each.kind}: {each.quote} ({each.rule})" for each in found)
    return Outcome(
        area=Area.REVIEW,
        id=snippet.id,
        said=(snippet.text,),
        expect=snippet.kind.value if snippet.kind else "nothing",
        is_good=is_good,
        marks=marks | {"all": float(is_good)},
        labels={"kind": snippet.kind.value if snippet.kind else "clean", "style": snippet.of},
        wanted=snippet.quote or "nothing is wrong",
        answer={"status": "", "text": said},
        stage=None if is_good else Stage.CRASH if error else Stage.SEARCH,
        error=error,
    )
