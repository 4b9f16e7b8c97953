"""What each role of staff may do, and whom it counts as when something is asked."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from knowledge.types import Audience


class Role(StrEnum):
    """What somebody is in the office; one person may have several roles."""

    COUNTER = "counter"
    """At the one-stop counter (bộ phận một cửa)."""
    OFFICIAL = "official"
    """In a unit that plans give duties to (cán bộ chuyên môn)."""
    EDITOR = "editor"
    """Keeps the knowledge (biên tập)."""
    ADMIN = "admin"
    """Keeps the accounts (quản trị)."""


class Right(StrEnum):
    """One thing that can be allowed."""

    OWN_ACCOUNT = "own_account"
    """See and change one's own password, second factor and linked chats."""
    COUNTER_TOOLS = "counter_tools"
    CONVERSATIONS = "conversations"
    """See those who wait for a person, take them and write to them."""
    TICKETS = "tickets"
    PLANS = "plans"
    PROGRESS = "progress"
    """Say how far a target of the own unit has got."""
    KNOWLEDGE = "knowledge"
    """See what is doubtful, expired or asked for in vain."""
    EDIT = "edit"
    """Propose a record, or another version of one."""
    APPROVE = "approve"
    """Put somebody else's proposal into service."""
    ANALYTICS = "analytics"
    BROADCAST = "broadcast"
    """Write a notice to subscribers."""
    APPROVE_BROADCAST = "approve_broadcast"
    """Send somebody else's notice."""
    REVIEW = "review"
    """Have a document reviewed before it is signed."""
    ACCOUNTS = "accounts"
    AUDIT = "audit"


_EVERYBODY = frozenset({Right.OWN_ACCOUNT, Right.COUNTER_TOOLS})
_RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.COUNTER: _EVERYBODY | {Right.CONVERSATIONS, Right.TICKETS},
    Role.OFFICIAL: _EVERYBODY
    | {
        Right.CONVERSATIONS,
        Right.TICKETS,
        Right.PLANS,
        Right.PROGRESS,
        Right.ANALYTICS,
        Right.BROADCAST,
        Right.REVIEW,
    },
    Role.EDITOR: _EVERYBODY
    | {
        Right.PLANS,
        Right.KNOWLEDGE,
        Right.EDIT,
        Right.APPROVE,
        Right.ANALYTICS,
        Right.BROADCAST,
        Right.APPROVE_BROADCAST,
        Right.REVIEW,
    },
    # Who keeps the accounts need not read what residents write, nor what is for officials only.
    Role.ADMIN: _EVERYBODY | {Right.ANALYTICS, Right.ACCOUNTS, Right.AUDIT},
}
_AUDIENCE: Mapping[Role, Audience] = {
    Role.COUNTER: Audience.STAFF,
    Role.OFFICIAL: Audience.OFFICIAL,
    Role.EDITOR: Audience.OFFICIAL,
    Role.ADMIN: Audience.STAFF,
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Return what somebody with these roles may do."""
    return frozenset[Right]().union(*(_RIGHTS[role] for role in roles))


def audience_of(roles: Iterable[Role]) -> Audience:
    """Return whom somebody with these roles counts as: the one who may read most."""
    audiences = [_AUDIENCE[role] for role in roles]
    return max(audiences, key=lambda each: len(each.may_read()), default=Audience.PUBLIC)
