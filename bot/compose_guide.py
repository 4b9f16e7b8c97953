"""Build the answer from a guide."""

from bot.types import Citation, Warn
from bot.wording import listed, sentence, shortened
from knowledge.types import Guide, Verified


def answer_text(guide: Guide) -> str:
    """Return summary, steps and warnings."""
    parts = [sentence(guide.summary)]
    if guide.steps:
        parts.append(listed(sentence(shortened(step, 30)) for step in guide.steps[:6]))
    parts += [f"Lưu ý: {sentence(warning.text)}" for warning in warnings(guide)]
    return "\n".join(parts)


def citation(guide: Guide) -> Citation:
    """Return where the guide comes from."""
    return Citation(
        title=f"{guide.source.title}: {guide.title}",
        doc=guide.id,
        url=guide.source.url,
        as_of=guide.source.as_of,
    )


def warnings(guide: Guide) -> list[Warn]:
    """Return the guide's cautions, and whether nobody has checked it against a source."""
    found = [Warn(kind="safety", text=warning) for warning in guide.warnings]
    if guide.source.verified is Verified.UNVERIFIED:
        text = "Hướng dẫn này chưa được đối chiếu với nguồn chính thức."
        found.append(Warn(kind="doubtful", text=text))
    return found
