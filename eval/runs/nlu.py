"""The suite `nlu`: what Rasa and the cues make of single sentences."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.rasa import ACT_OF_INTENT
from bot.rasa_process import RasaProcess
from bot.rasa_train import PROJECT, model_path
from channels.settings import Settings
from eval.labelled import Sentence, classify
from eval.runs.folder import Folder
from eval.runs.types import Area, Outcome, Stage


async def ask(settings: Settings, sentences: Sequence[Sentence], folder: Folder) -> None:
    """Ask every sentence that is not done."""
    numbered = [(f"s{number:03}", each) for number, each in enumerate(sentences, start=1)]
    left = [(id_, each) for id_, each in numbered if folder.get(Area.NLU, id_) is None]
    if not left:
        return
    # A folder of its own: what is asked here belongs into nobody's conversations.
    with TemporaryDirectory() as scratch:
        model = model_path(PROJECT, settings.build_dir)
        async with RasaProcess(
            python=settings.rasa_python, model=model, data_dir=Path(scratch)
        ) as rasa:
            acts, aspects = await classify([each for _, each in left], rasa.http)
    for (id_, each), act, aspect in zip(left, acts, aspects, strict=True):
        folder.keep(_outcome(id_, each, act, aspect))


def _outcome(id_: str, sentence: Sentence, act: str, aspect: str) -> Outcome:
    wanted = ACT_OF_INTENT[sentence.intent].value
    marks = {"intent": float(act == wanted)}
    if sentence.aspect is not None:
        marks["aspect"] = float(aspect == sentence.aspect)
    is_good = all(marks.values())
    marks["all"] = float(is_good)
    return Outcome(
        area=Area.NLU,
        id=id_,
        said=(sentence.text,),
        expect=wanted,
        is_good=is_good,
        marks=marks,
        labels={"kind": sentence.intent},
        wanted=f"{wanted}, {sentence.aspect}" if sentence.aspect else wanted,
        answer={"status": "", "text": f"{act}, {aspect}", "act": act, "aspect": aspect},
        stage=None if is_good else Stage.DECIDE,
    )
