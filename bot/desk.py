"""Serve what is done and not looked up: reports, a person, opinions about answers."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from bot import compose_handover, compose_ticket, desk_words, feedback, handover, phrases
from bot.cry import cry_beside
from bot.desk_form import after_saying, confirmation, file_draft, kind_of
from bot.handover_signs import asks_how_long, declines_person, leaves_words
from bot.handover_states import Reason, State
from bot.needed import with_person
from bot.tickets.addition import addition_answer
from bot.tickets.check import MAX_CONTENT, OUTSIDE_VIETNAM, TOO_LONG, draft_of
from bot.tickets.code import find
from bot.tickets.geography import in_vietnam
from bot.tickets.kind import kind_corrected, kind_said, speaks_of_kind
from bot.tickets.questions import asks_on, report_question
from bot.tickets.status import filed_lately, reopen_answer, status_answer
from bot.tickets.types import BadDraft
from bot.tickets.withdraw import names_a_filed_one, stopped_answer, takes_back, withdrawal_answer
from bot.types import Act, Answer, Decision, Form, Status
from bot.visit import Served, Visit
from bot.ward import Ward

_HELPLESS = (Status.CLARIFY, Status.NO_CONTENT, Status.OUT_OF_SCOPE)


class Desk:
    """Knows the ward; everything else comes with the visit."""

    def __init__(self, *, ward: Ward, takes_tickets: bool) -> None:
        self._ward = ward
        # Without Rasa there is no form.
        self._takes_tickets = takes_tickets

    def in_a_persons_hands(self, visit: Visit) -> Served | None:
        """Serve a message that staff read, or that ends the wait for them; None: not such a one."""
        standing = visit.standing
        if standing is None:
            return None
        if standing.state is State.HELD:
            return Served(answer=compose_handover.silent(), state="silent")
        if visit.is_kept_for_staff:
            return Served(answer=compose_handover.kept_answer(standing, now=visit.now))
        if visit.conversation.form:
            return None
        if declines_person(visit.message.text):
            return Served(answer=desk_words.NOT_KEPT, work=lambda s: self._leave(s, visit))
        text = visit.message.text
        if standing.state is State.WAITING and leaves_words(text):
            return Served(answer=compose_handover.noted_answer(standing))
        was_called = visit.conversation.last_act == Act.PERSON
        if asks_how_long(text) or (was_called and asks_on(text)):
            return Served(answer=compose_handover.still_answer(standing, self._ward, visit.now))
        return None

    def distress(self, visit: Visit) -> Served:
        """Say what helps now, and put the conversation before all others who wait for a person."""
        return Served(
            answer=desk_words.CRISIS_ALONE, work=lambda s: self._person(s, visit, Reason.DISTRESS)
        )

    def rating(self, visit: Visit) -> Served | None:
        """Keep a lone digit as a rating of what has ended lately; None if nothing has."""
        kind = visit.rates
        if kind is None:
            return None

        def keep(session: Session) -> Answer:
            value = int(visit.message.text.strip()[0])
            conversation_id = visit.message.conversation_id
            feedback.rate_service(session, conversation_id, kind, value, now=visit.now)
            return desk_words.THANKS_FOR_RATING

        return Served(answer=desk_words.NOT_KEPT, work=keep)

    def unfit(self, visit: Visit) -> Served | None:
        """Refuse what the form must not hear of: a place abroad, a long matter, a cry for help."""
        message, form = visit.message, visit.conversation.form
        if form is None:
            return None
        if cry := cry_beside(message.text, form):
            text = f"{cry.text}\n{desk_words.FORM_STAYS}"
            return Served(answer=replace(cry, text=text, form=form))
        if message.location is not None and not in_vietnam(message.location):
            return self._asks(replace(form, problem=OUTSIDE_VIETNAM), visit)
        if form.asks == "content" and len(message.text) > MAX_CONTENT:
            return self._asks(replace(form, problem=TOO_LONG), visit)
        return None

    def serve(self, decision: Decision, visit: Visit) -> Served:
        """Do what the message asks for."""
        match decision.act:
            case Act.TICKET:
                return self._ticket(decision, visit)
            case Act.CANCEL:
                return self._cancel(visit)
            case Act.TICKET_STATUS:
                return self._work(lambda s: self._status(s, visit))
            case Act.PERSON:
                return self._work(lambda s: self._person(s, visit, Reason.ASKED))
            case Act.USEFUL:
                return self._work(lambda s: self._useful(s, visit))
            case act:
                raise ValueError(f"the desk does not serve {act}")

    def about_a_ticket(self, visit: Visit) -> Served | None:
        """Tell of the report that the message names by code, or asks on about; None without one.

        While another one is being written only what takes back a filed one is about that.
        """
        text, asks_on = visit.message.text, visit.has_ticket
        is_back = takes_back(text) and names_a_filed_one(text)
        if visit.conversation.form:
            is_filed = is_back and (asks_on or find(text) is not None)
        else:
            is_filed = is_back or asks_on or find(text) is not None
        return self._work(lambda s: self._status(s, visit)) if is_filed else None

    def about_the_report(self, visit: Visit) -> Served | None:
        """Answer what is asked about the report being written, or about one that has been filed.

        None for anything else.
        """
        if filed := self.about_a_ticket(visit):
            return filed
        text, form = visit.message.text, visit.conversation.form
        if form and form.asks == "confirmed" and speaks_of_kind(text):
            return self._other_kind(form, visit)
        asked = report_question(text)
        if asked is None or form is None:
            return None
        answer = replace(desk_words.GO_ON_LATER, text=desk_words.ABOUT_REPORT[asked])
        return Served(answer=self.with_form(answer, visit))

    def noted(self, form: Form, visit: Visit) -> Served:
        """Say that more was written down, and ask on; it may put the kind of thing right."""
        conversation = visit.conversation
        kind = kind_corrected(visit.message.text, kind_of(form, visit))
        conversation.category = kind or conversation.category
        return after_saying(desk_words.NOTED, self._asks(form, visit))

    def _other_kind(self, form: Form, visit: Visit) -> Served:
        kind = kind_said(visit.message.text, kind_of(form, visit))
        visit.conversation.category = kind or visit.conversation.category
        said = desk_words.OTHER_KIND if kind else desk_words.WHICH_KIND
        return after_saying(said, self._asks(form, visit))

    def after(self, answer: Answer, visit: Visit) -> Served:
        """Note what the answer tells about the one before, and offer a person if nothing helps.

        Who was in despair a message ago is not told that we did not understand.
        """
        before = visit.conversation
        was_in_despair = before.last_act == "crisis" and not before.in_danger
        is_helpless = answer.status in _HELPLESS or answer.act in ("smalltalk", Act.CAPABILITIES)
        if was_in_despair and is_helpless and answer.act != "crisis":
            return self.distress(visit)

        def note(session: Session) -> Answer:
            conversation_id = visit.message.conversation_id
            feedback.note_answer(
                session, conversation_id, visit.received.message_id, answer, now=visit.now
            )
            return with_person(session, answer, visit, self._ward)

        is_noted = answer.corrects or answer.status in (Status.NO_CONTENT, Status.OUT_OF_SCOPE)
        return Served(answer=answer, work=note if is_noted else None)

    def with_form(self, answer: Answer, visit: Visit, *, lead: str = desk_words.GO_ON) -> Answer:
        """Go on with the form after an answer in between, unless that asked something itself."""
        form, category = visit.conversation.form, visit.conversation.category
        if form is None:
            return answer
        if answer.status is Status.CLARIFY:
            return replace(answer, text=f"{answer.text}\n{desk_words.FORM_STAYS}", form=form)
        asked = compose_ticket.form_answer(form, ward=self._ward, category=category)
        text = f"{answer.text}\n\n{lead} {asked.text}"
        return replace(answer, text=text, form=form, choices=answer.choices or asked.choices)

    def form_waits(self, visit: Visit) -> Served:
        """Say that the form cannot go on at the moment, and that nothing was sent or lost."""
        answer = Answer(
            status=Status.SAID,
            text=desk_words.FORM_WAITS,
            act=Act.TICKET,
            form=visit.conversation.form,
        )
        return Served(answer=answer)

    def _ticket(self, decision: Decision, visit: Visit) -> Served:
        if not self._takes_tickets or decision.form is None:
            text = desk_words.NO_TICKETS.format(
                counter=phrases.counter(self._ward), portal=self._ward.portal
            )
            return Served(answer=Answer(status=Status.SAID, text=text, act=Act.TICKET))
        if decision.form.asks is None:
            return self._file(decision.form, visit)
        return self._asks(decision.form, visit)

    def _asks(self, form: Form, visit: Visit) -> Served:
        """Ask for the next slot; at the confirmation look for an earlier report of the same."""
        conversation = visit.conversation
        # A problem belongs to this message alone.
        conversation.form = replace(form, problem=None)
        conversation.similar = ""
        if form.asks == "content":
            conversation.category = ""
        if form.asks != "confirmed":
            answer = compose_ticket.form_answer(form, ward=self._ward)
            if visit.message.photo and form.slots.get("photo") == visit.message.photo:
                # The question alone would look as if the picture had been lost.
                answer = replace(answer, text=f"{desk_words.PHOTO_KEPT}\n{answer.text}")
            return Served(answer=answer)

        return Served(
            answer=compose_ticket.form_answer(form, ward=self._ward),
            work=lambda s: confirmation(s, form, visit, self._ward),
        )

    def _file(self, form: Form, visit: Visit) -> Served:
        """File the report; what does not pass the last check is asked for again."""
        conversation, before = visit.conversation, visit.conversation.form
        try:
            draft = draft_of(form)
        except BadDraft as bad:
            slot, problem = next(iter(bad.faults.items()))
            # What is put right is shown before it is sent.
            out = (slot, "confirmed")
            left = {name: value for name, value in form.slots.items() if name not in out}
            return self._asks(Form(name=form.name, asks=slot, slots=left, problem=problem), visit)

        code = conversation.similar if form.slots.get("confirmed") == "join" else ""
        category = conversation.category
        conversation.form, conversation.similar, conversation.category = None, "", ""

        def file(session: Session) -> Answer:
            return file_draft(session, draft, visit, self._ward, category=category, joins=code)

        return Served(answer=compose_ticket.not_saved(before), work=file)

    def _cancel(self, visit: Visit) -> Served:
        conversation = visit.conversation
        if conversation.form is None:
            return Served(answer=desk_words.STOPPED, work=lambda s: self._stopped(s, visit))
        conversation.dropped, conversation.form = conversation.form, None
        conversation.similar = conversation.category = ""
        whose, now = visit.message.conversation_id, visit.now

        def cancelled(session: Session) -> Answer:
            filed = filed_lately(session, whose, now=now)
            return compose_ticket.cancelled(filed.code if filed else "")

        return Served(answer=compose_ticket.cancelled(), work=cancelled)

    def _stopped(self, session: Session, visit: Visit) -> Answer:
        text, whose = visit.message.text, visit.message.conversation_id
        return stopped_answer(session, text, whose, now=visit.now) or desk_words.STOPPED

    def taken_up_again(self, form: Form, visit: Visit) -> Served:
        """Go on with the form that was cancelled a message ago."""
        return self._asks(form, visit)

    def _status(self, session: Session, visit: Visit) -> Answer:
        text, conversation_id = visit.message.text, visit.message.conversation_id
        answer = (
            reopen_answer(session, text, conversation_id, now=visit.now)
            or withdrawal_answer(session, text, conversation_id, now=visit.now)
            or addition_answer(
                session,
                text,
                conversation_id,
                after_report=visit.conversation.last_act in (Act.TICKET, Act.TICKET_STATUS),
                now=visit.now,
            )
            or status_answer(session, text, conversation_id, now=visit.now)
        )
        return self.with_form(answer, visit)

    def _useful(self, session: Session, visit: Visit) -> Answer:
        feedback.rate_answer(session, visit.message.conversation_id, is_useful=True, now=visit.now)
        return self.with_form(desk_words.THANKS_FOR_USEFUL, visit)

    def _person(self, session: Session, visit: Visit, reason: Reason) -> Answer:
        standing = handover.open_handover(
            session,
            visit.message.conversation_id,
            reason,
            opening=self._ward.opening,
            now=visit.now,
        )
        answer = compose_handover.standing_answer(standing, ward=self._ward, now=visit.now)
        if reason is Reason.DISTRESS:
            waiting = answer.text.removeprefix(f"{phrases.URGENT}\n")
            return replace(answer, text=f"{phrases.CRISIS}\n{waiting}", act="crisis")
        return answer

    def _leave(self, session: Session, visit: Visit) -> Answer:
        handover.leave(session, visit.message.conversation_id, now=visit.now)
        return self.with_form(compose_handover.left_answer(), visit)

    def _work(self, work: Callable[[Session], Answer]) -> Served:
        return Served(answer=desk_words.NOT_KEPT, work=work)
