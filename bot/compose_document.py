"""Build the answer from any other document a ward has imported: its own words, with the place."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.quote import decisive, rank_sentences
from bot.types import Answer, Citation, Status, Warn
from bot.wording import sentence, where
from knowledge.readable import ReadableRecords
from knowledge.types import Document, PlanPassage, Verified
from retrieval.types import Hit

# Share of the question's content that a passage must hold to be quoted: more than a plan's
# pieces, because a document may be about anything. A guess, not fitted.
_SHARE = 0.5
_MAX_PIECES = 2


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """Passages of one document that answer, best first."""

    document: Document
    pieces: tuple[PlanPassage, ...]


def quoted(question: str, document: Document, ids: Sequence[str]) -> Quoted | None:
    """Return the passages with these ids that hold enough of the question, or None."""
    by_id = {piece.id: piece for piece in document.passages}
    found = [by_id[id_] for id_ in ids if id_ in by_id]
    texts = [f"{document.title} {piece.at.section} {piece.text}" for piece in found]
    share = {text: share for share, text in rank_sentences(question, texts)}
    kept = [piece for piece, text in zip(found, texts, strict=True) if share.get(text, 0) >= _SHARE]
    return Quoted(document=document, pieces=tuple(kept[:_MAX_PIECES])) if kept else None


def quoted_from(records: ReadableRecords, question: str, hits: Sequence[Hit]) -> Quoted | None:
    """Return the passages of the best hit's document that hold what was asked, if any do."""
    document = records.document(hits[0].passage.record_id) if hits else None
    if document is None:
        return None
    ids = [hit.passage.id for hit in hits if hit.passage.record_id == document.id]
    return quoted(question, document, ids)


def document_answer(question: str, found: Quoted) -> Answer:
    """Answer with the sentences of the document that hold what was asked."""
    document = found.document
    lines = [f"- {sentence(decisive(question, _text(piece)))}" for piece in found.pieces]
    notes = []
    if document.source.verified is Verified.UNVERIFIED and document.issued is None:
        text = "Tài liệu này không ghi ngày ban hành, anh/chị hỏi lại xem còn áp dụng không."
        notes.append(Warn(kind="doubtful", text=text))
    return Answer(
        status=Status.ANSWERED,
        text="\n".join(
            [f"{document.title}:", *dict.fromkeys(lines), *(f"Lưu ý: {n.text}" for n in notes)]
        ),
        act="document",
        citations=tuple(_citation(document, piece) for piece in found.pieces),
        warnings=tuple(notes),
        as_of=document.source.as_of,
    )


def _text(piece: PlanPassage) -> str:
    """Return a passage's words; of a table row each cell with its column."""
    if piece.row:
        return "; ".join(f"{column}: {cell}" if column else cell for column, cell in piece.row)
    return piece.text


def _citation(document: Document, piece: PlanPassage) -> Citation:
    return Citation(
        title=document.title,
        doc=document.id,
        locator=where(piece.at),
        number=document.number,
        date=document.issued,
        url=document.source.url,
        as_of=document.source.as_of,
    )
