"""Make up what residents write on the platforms, when each message is delivered, and how."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from eval.bench_fakes import CHANNELS, Question, Webhook
from eval.bench_sender import Call, request_of

# Between the deliveries of two messages that change places: both are on their way.
_SWAPPED_WITHIN_S = (0.005, 0.05)
# Between the typing of the two.
_TYPED_S = (0.3, 3.0)
# A second delivery comes at once, or when the first is long answered.
_AGAIN_WITHIN_S = (0.0, 20.0)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A question, and when the platform delivers it."""

    question: Question
    after_s: tuple[float, ...]
    """After the start, once for each delivery."""


def addresses(count: int) -> list[tuple[str, str]]:
    """Return (channel, address) of so many residents, the channels by turns."""
    forms = {"telegram": "50{:07d}", "zalo_oa": "8309{:015d}", "zalo_bot": "{:020x}"}
    return [
        (channel, forms[channel].format(number + 1))
        for number in range(count)
        for channel in [CHANNELS[number % len(CHANNELS)]]
    ]


def plan_traffic(
    texts: Sequence[str],
    *,
    conversations: int,
    per_second: float,
    begins_at: float,
    chance: random.Random,
    duplicates: float = 0.0,
    reordered: float = 0.0,
) -> list[Planned]:
    """Return a message for each text, in the order in which they were written.

    Residents write by turns, in another order each round. So many messages (0 to 1 each) are
    delivered twice, and so many arrive right behind the next one of the same resident.
    `begins_at` is in seconds since 1970.
    """
    residents = addresses(conversations)
    writes: list[tuple[str, str]] = []
    while len(writes) < len(texts):
        writes += chance.sample(residents, len(residents))
    del writes[len(texts) :]
    written_s = [number / per_second for number in range(len(texts))]
    delivered_s = list(written_s)
    for first, second in _pairs(writes, round(reordered * len(texts)), chance):
        # Written shortly before the next one, delivered right behind it.
        written_s[first] = max(written_s[first], written_s[second] - chance.uniform(*_TYPED_S))
        delivered_s[first] = delivered_s[second] + chance.uniform(*_SWAPPED_WITHIN_S)
    twice = set(chance.sample(range(len(texts)), round(duplicates * len(texts))))
    planned = []
    for number, (text, (channel, address)) in enumerate(zip(texts, writes, strict=True)):
        at = begins_at + written_s[number]
        after_s: tuple[float, ...] = (delivered_s[number],)
        question = Question(channel=channel, address=address, text=text, at=at)
        if number in twice:
            after_s = (*after_s, delivered_s[number] + chance.uniform(*_AGAIN_WITHIN_S))
        planned.append(Planned(question=question, after_s=after_s))
    return sorted(planned, key=lambda each: each.question.at)


def _pairs(
    writes: Sequence[tuple[str, str]], count: int, chance: random.Random
) -> list[tuple[int, int]]:
    """Return so many pairs of a resident's consecutive messages; each message is in one at most."""
    following: dict[int, int] = {}
    last: dict[tuple[str, str], int] = {}
    for number, resident in enumerate(writes):
        if resident in last:
            following[last[resident]] = number
        last[resident] = number
    used: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for first in chance.sample(sorted(following), len(following)):
        second = following[first]
        if len(pairs) < count and not {first, second} & used:
            used |= {first, second}
            pairs.append((first, second))
    return pairs


def calls_of(planned: Sequence[Planned], webhooks: Sequence[Webhook], host: str) -> list[Call]:
    """Return the requests; a call's number is its question's place in what was planned."""
    calls = []
    for number, (each, webhook) in enumerate(zip(planned, webhooks, strict=True)):
        request = request_of(webhook, host)
        calls += [Call(number=number, after_s=after_s, request=request) for after_s in each.after_s]
    return calls


def swapped(planned: Sequence[Planned]) -> int:
    """Return how many messages are delivered behind one that the resident wrote later."""
    count, last = 0, dict[str, float]()
    for each in reversed(planned):
        id_ = each.question.conversation_id
        count += each.after_s[0] > last.get(id_, each.after_s[0])
        last[id_] = each.after_s[0]
    return count
