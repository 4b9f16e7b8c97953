"""Build the answer from a guide."""

from datetime import date

from bot.quote import rank_sentences, sentences
from bot.types import Citation, Warn
from bot.wording import day, listed, sentence, shortened
from knowledge.types import Guide, Verified

# Share of the question's words that a sentence must hold; set by reading answers, not fitted.
_DETAIL_SHARE = 0.5


def answer_text(guide: Guide, today: date) -> str:
    """Return summary, steps and warnings."""
    parts = [sentence(guide.summary)]
    if guide.steps:
        parts.append(listed(sentence(shortened(step, 30)) for step in guide.steps[:6]))
    parts += [f"Lưu ý: {sentence(warning.text)}" for warning in warnings(guide, today)]
    return "\n".join(parts)


def detail(guide: Guide, question: str) -> str:
    """Return the guide's sentence that holds most of a question's words, or "" if few are held."""
    texts = (guide.summary, *guide.steps, *guide.warnings)
    ranked = rank_sentences(question, [part for text in texts for part in sentences(text)])
    return sentence(ranked[0][1]) if ranked and ranked[0][0] >= _DETAIL_SHARE else ""


def citation(guide: Guide) -> Citation:
    """Return where the guide comes from."""
    return Citation(
        title=f"{guide.source.title}: {guide.title}",
        doc=guide.id,
        url=guide.source.url,
        as_of=guide.source.as_of,
    )


def warnings(guide: Guide, today: date) -> list[Warn]:
    """Return the guide's cautions, and whether it is out of date or checked by nobody."""
    found = []
    if guide.valid_to and guide.valid_to < today:
        text = f"Hướng dẫn này chỉ đúng đến ngày {day(guide.valid_to)}, nay có thể đã khác."
        found.append(Warn(kind="expired", text=text))
    if guide.valid_from and guide.valid_from > today:
        text = f"Cách làm này chỉ áp dụng từ ngày {day(guide.valid_from)}."
        found.append(Warn(kind="expired", text=text))
    found += [Warn(kind="safety", text=warning) for warning in guide.warnings]
    if guide.source.verified is Verified.UNVERIFIED:
        text = "Hướng dẫn này chưa được đối chiếu với nguồn chính thức."
        found.append(Warn(kind="doubtful", text=text))
    return found
