"""Find the sentence of a procedure's record that answers a question about a detail."""

from collections.abc import Sequence

from bot.quote import ASPECT_WORDS, content_terms, rank_sentences, sentences
from bot.wording import sentence, shortened
from knowledge.text import folded_syllables
from knowledge.types import Aspect, Note, Procedure

# Share of the question's content that a record's sentence must hold to be quoted. Set by
# reading answers, not fitted.
_QUOTE_SHARE = 0.45
# A note on the asked aspect was written to answer such questions, so it needs less.
_NOTE_SHARE = 0.25
# With fewer words beside the procedure's name a question asks for no detail.
_FEW_WORDS = 2
# "Con em 7 tuổi rồi" is no child left behind: "bỏ rơi" and "7 ngày" stand in one note. As little do
# numbers tell.
_TELLING_NOTHING = ASPECT_WORDS | {"roi"}


def detail_text(procedure: Procedure, aspect: Aspect | None, question: str) -> str:
    """Return the record's note or sentence that answers a question about a detail, or ""."""
    name = set(folded_syllables(procedure.name))
    own = [term for term in content_terms(question) if term not in name]
    telling = [term for term in own if term not in _TELLING_NOTHING and not term.isdigit()]
    # "đăng ký tạm trú hết bao nhiêu tiền" holds nothing but the name and the aspect: no detail.
    notes = [n for n in procedure.notes if set(telling) & set(folded_syllables(n.text))]
    if len(own) < _FEW_WORDS:
        # One word is enough for a note on the very aspect: "sửa nhà có phải xin phép không".
        of_aspect = [note for note in notes if note.aspect is aspect]
        note = _best_note(of_aspect, aspect, " ".join(telling))
    else:
        note = _best_note(notes, aspect, question)
    note = note or _amount(procedure.notes, aspect)
    if note:
        return note_text(note)
    if len(own) < _FEW_WORDS:
        return ""
    body = {
        Aspect.TIME: procedure.steps,
        Aspect.STEPS: procedure.steps,
        Aspect.CONDITIONS: (*procedure.conditions, *procedure.steps),
        Aspect.DOCUMENTS: tuple(paper.name for paper in procedure.papers),
    }.get(aspect or Aspect.RESULT, ())
    found = rank_sentences(question, [s for part in body for s in sentences(part)])
    if found and found[0][0] >= _QUOTE_SHARE:
        return f"Hồ sơ thủ tục ghi: {sentence(shortened(found[0][1], 45))}"
    return ""


def _amount(notes: Sequence[Note], aspect: Aspect | None) -> Note | None:
    """Return the note that says how much one receives, when the result is asked for."""
    if aspect is not Aspect.RESULT:
        return None
    return next((n for n in notes if n.aspect is aspect and " đồng" in n.text), None)


def note_text(note: Note) -> str:
    """Return a note as an answer shows it."""
    return sentence(shortened(note.text, 45))


def _best_note(notes: Sequence[Note], aspect: Aspect | None, question: str) -> Note | None:
    """Return the note that holds enough of the question; one on the asked aspect needs less."""
    share_of = {text: share for share, text in rank_sentences(question, [n.text for n in notes])}
    enough = [
        note
        for note in notes
        if share_of.get(note.text, 0.0) >= (_NOTE_SHARE if note.aspect is aspect else _QUOTE_SHARE)
    ]
    return max(enough, key=lambda note: share_of[note.text]) if enough else None
