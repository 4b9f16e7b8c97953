"""Ask the same questions where nothing goes wrong, and compare what residents were told."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bot.types import Message
from channels.app import running
from channels.platform import Parcel
from channels.platforms import configured_platforms
from channels.settings import Settings
from channels.typed import typed
from eval.bench_fakes import Question, Sent
from eval.bench_kept import Kept


async def expected(
    settings: Settings,
    questions: Sequence[Question],
    *,
    with_rasa: bool,
    environment: Mapping[str, str],
    folder: Path,
) -> list[tuple[str, ...]]:
    """Return the messages that answer each question when each resident is answered in turn.

    `environment` names the platforms, `folder` holds the index and takes Rasa's conversations.
    """
    named = {name.removeprefix("MOTCUA_").lower(): value for name, value in environment.items()}
    own: dict[str, Any] = settings.model_dump() | {"data_dir": folder}
    settings = Settings.model_validate(own | named)
    told: dict[int, tuple[str, ...]] = {}
    order = sorted(range(len(questions)), key=lambda number: questions[number].at)
    platforms = partial(configured_platforms, settings)
    async with running(settings, with_rasa=with_rasa, platforms=platforms) as motcua:
        render = {each.name: each.render for each in motcua.platforms}
        for number in order:
            question = questions[number]
            message = Message(
                conversation_id=question.conversation_id,
                text=typed(question.text),
                id=f"reference-{number}",
            )
            answer = await motcua.reception.reply(message)
            parcels = render[question.channel](answer)
            told[number] = tuple(_words(each) for each in parcels)
    return [told[number] for number in range(len(questions))]


def told_otherwise(
    questions: Sequence[tuple[Question, bytes]],
    wanted: Sequence[tuple[str, ...]],
    sent: Sequence[Sent],
    held: Kept,
    *,
    late: Collection[str],
) -> list[int]:
    """Return the numbers of the questions that were answered in other words than wanted.

    Residents in `late`, whose messages could not be put in order, are left out: what is answered
    depends on what was asked before.
    """
    texts = {(each.channel, each.address, each.id): each.text for each in sent}
    answered: dict[int, list[str]] = defaultdict(list)
    for number, (_, body) in enumerate(questions):
        for each in held.answers.get(body, ()):
            answered[number].append(texts.get((each.channel, each.address, each.platform_id), ""))
    return [
        number
        for number, (question, _) in enumerate(questions)
        if question.conversation_id not in late and tuple(answered[number]) != wanted[number]
    ]


def _words(parcel: Parcel) -> str:
    message = parcel.payload.get("message", parcel.payload)
    return str(message["text"])
