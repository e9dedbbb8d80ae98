"""What the membership room refuses, one class a refusal, each carrying its facts."""

from datetime import datetime
from uuid import UUID

from footing.errors import Refusal


class NoSuchPerson(Refusal):
    """Nobody with this id is known here."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__(person_id)
        self.person_id = person_id


class NoSuchParty(Refusal):
    """No person or organisation with this id is known here."""

    def __init__(self, party_id: UUID) -> None:
        super().__init__(party_id)
        self.party_id = party_id


class NotRepresentative(Refusal):
    """Only the organisation's current representative may do this for it."""

    def __init__(self, organisation_id: UUID) -> None:
        super().__init__(organisation_id)
        self.organisation_id = organisation_id


class AlreadyRepresents(Refusal):
    """This person already speaks for this organisation."""

    def __init__(self, *, organisation_id: UUID, name: str) -> None:
        super().__init__(organisation_id, name)
        self.organisation_id = organisation_id
        self.name = name


class RepresentativeUnknown(Refusal):
    """No member with a confirmed address goes by the e-mail that was given."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class RoleAlreadyHeld(Refusal):
    """The person already holds the role."""

    def __init__(self, *, role: str, name: str) -> None:
        super().__init__(role, name)
        self.role = role
        self.name = name


class RoleNotHeld(Refusal):
    """The person does not hold the role now."""

    def __init__(self, *, role: str, name: str) -> None:
        super().__init__(role, name)
        self.role = role
        self.name = name


class LastOfficer(Refusal):
    """Ending this would leave an office empty that the rules keep filled."""

    def __init__(self, *, role: str, name: str) -> None:
        super().__init__(role, name)
        self.role = role
        self.name = name


class RoleComesWithSeat(Refusal):
    """Nobody is given, or relieved of, the board's role by hand: it goes with the seat."""


class AlreadySeated(Refusal):
    """The person sits on the board, in a seat that is not up."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotSeated(Refusal):
    """The person does not sit on the board now."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoVacantSeat(Refusal):
    """Every seat of the board is taken, and nobody is due to retire."""


class TooManySeats(Refusal):
    """An election was asked to fill more seats than are vacant or retire."""

    def __init__(self, *, asked: int, free: int) -> None:
        super().__init__(asked, free)
        self.asked = asked
        self.free = free


class TermLimitReached(Refusal):
    """Somebody has been elected to as many terms in a row as the rulebook allows."""

    def __init__(self, *, name: str, terms: int) -> None:
        super().__init__(name, terms)
        self.name = name
        self.terms = terms


class CoOptionBarred(Refusal):
    """The rulebook does not let the board fill its own vacancies."""


class MayNotStand(Refusal):
    """A seat on the board is for people who cast a vote of the co-op's."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class RecallByMeetingOnly(Refusal):
    """A director is recalled by an ordinary resolution of the members and nothing else."""


class NotYourCase(Refusal):
    """Only the director whose recall is proposed may answer it."""


class CaseClosed(Refusal):
    """The vote on the recall has opened: what was said stands."""


class EmailTaken(Refusal):
    """The address belongs to another account. Never shown to a visitor: they get a letter."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class PasswordTooShort(Refusal):
    """The password has fewer characters than the least."""

    def __init__(self, *, least: int) -> None:
        super().__init__(least)
        self.least = least


class PasswordTooLong(Refusal):
    """The password has more characters than we are willing to stretch."""

    def __init__(self, *, most: int) -> None:
        super().__init__(most)
        self.most = most


class PasswordTooCommon(Refusal):
    """The password is among the first that anybody would try."""


class PasswordIsEmail(Refusal):
    """The password is the person's own address, or the part before the @."""


class WrongPassword(Refusal):
    """Address and password do not belong together (or there is no such account)."""


class TooManyAttempts(Refusal):
    """Too many failed log-ins; the next is allowed after `until`."""

    def __init__(self, *, until: datetime, minutes: int) -> None:
        super().__init__(until)
        self.until = until
        self.minutes = minutes


class LinkSpent(Refusal):
    """The link is unknown, was used before, or is too old."""


class NoSuchShareClass(Refusal):
    """The rules know no class of this name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ClassNotForParty(Refusal):
    """The class is for the other kind of member (people, or organisations)."""

    def __init__(self, *, code: str, kind: str) -> None:
        super().__init__(code, kind)
        self.code = code
        self.kind = kind


class NoSuchApplication(Refusal):
    """No application with this id."""

    def __init__(self, application_id: UUID) -> None:
        super().__init__(application_id)
        self.application_id = application_id


class ApplicationUnderWay(Refusal):
    """The party already has an application that is not finished."""

    def __init__(self, *, application_id: UUID) -> None:
        super().__init__(application_id)
        self.application_id = application_id


class ApplicationMovedOn(Refusal):
    """The application is no longer where the deed needs it to be."""

    def __init__(self, *, application_id: UUID, state: str, move: str) -> None:
        super().__init__(application_id, state, move)
        self.application_id = application_id
        self.state = state
        self.move = move


class ReasonMissing(Refusal):
    """A refusal of ownership must say why."""


class SharesOutOfRange(Refusal):
    """The number of shares would leave the class's bounds, with what is already held."""

    def __init__(self, *, code: str, asked: int, held: int, least: int, most: int) -> None:
        super().__init__(code, asked, held, least, most)
        self.code = code
        self.asked = asked
        self.held = held
        self.least = least
        self.most = most


class OwnApplication(Refusal):
    """Nobody decides on their own application for ownership."""
