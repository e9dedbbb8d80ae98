"""Who may do what: a permission names a deed, roles map to permissions in one table."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from footing.errors import Refusal


class Role(StrEnum):
    """A post somebody holds. `VISITOR`, `VOTER` and `WORKER` are never granted to a person."""

    VISITOR = "visitor"
    VOTER = "voter"
    """Came by the link in a letter, to cast a ballot and for nothing else."""
    MEMBER = "member"
    COACH = "coach"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    BOARD = "board"
    AUDITOR = "auditor"
    WORKER = "worker"


class Permission(StrEnum):
    """A deed, read `room:thing:deed`."""

    ACCOUNT_OPEN = "members:account:open"
    ACCOUNT_MANAGE = "members:account:manage"
    DIRECTORY_READ = "members:directory:read"
    ORGANISATION_MANAGE = "members:organisation:manage"
    OWNERSHIP_APPLY = "members:ownership:apply"
    OWNERSHIP_APPROVE = "members:ownership:approve"
    SHARES_ISSUE = "members:shares:issue"
    REGISTER_READ = "members:register:read"
    ROLES_GRANT = "members:roles:grant"
    BOARD_READ = "members:board:read"
    BOARD_NAME_RETIRING = "members:board:name_retiring"
    BOARD_CO_OPT = "members:board:co_opt"
    BOARD_RESIGN = "members:board:resign"
    BOARD_VACATE = "members:board:vacate"
    RECALL_ANSWER = "members:recall:answer"
    RULEBOOK_FOUND = "rulebook:rulebook:found"
    RULEBOOK_ENACT = "rulebook:rules:enact"
    PROPOSAL_DRAFT = "votes:proposal:draft"
    PROPOSAL_SPONSOR = "votes:proposal:sponsor"
    PROPOSAL_STEER = "votes:proposal:steer"
    PROPOSAL_READ = "votes:proposal:read"
    BALLOT_CAST = "votes:ballot:cast"
    ROLL_READ = "votes:roll:read"
    PROXY_GIVE = "votes:proxy:give"
    PROXY_ANSWER = "votes:proxy:answer"
    INTEREST_DECLARE = "votes:interest:declare"
    VOTE_CLOSE = "votes:vote:close"
    MEETING_READ = "meetings:meeting:read"
    MEETING_ATTEND = "meetings:meeting:attend"
    MEETING_CALL = "meetings:meeting:call"
    MEETING_CHAIR = "meetings:meeting:chair"
    MINUTES_WRITE = "meetings:minutes:write"
    PAPER_ENTER = "meetings:paper:enter"
    BOOKS_READ = "ledger:books:read"
    ENTRY_POST = "ledger:entry:post"
    FUND_KEEP = "ledger:fund:keep"
    RECEIPT_KEEP = "ledger:receipt:keep"
    CURRENCY_KEEP = "ledger:currency:keep"
    SCHEDULE_PLAN = "ledger:schedule:plan"
    STATEMENT_IMPORT = "ledger:statement:import"
    STATEMENT_RECONCILE = "ledger:statement:reconcile"
    PERIOD_CLOSE = "ledger:period:close"
    BUDGET_DRAFT = "ledger:budget:draft"
    APPROVAL_DECIDE = "ledger:approval:decide"
    APPROVAL_LAPSE = "ledger:approval:lapse"
    PAYMENT_MAKE = "payments:payment:make"
    PAYMENT_SETTLE = "payments:payment:settle"
    REFUND_GRANT = "payments:refund:grant"
    PAYOUT_MAKE = "payments:payout:make"
    FELLOWSHIP_APPLY = "fellowships:place:apply"
    FELLOWSHIP_RUN = "fellowships:round:run"
    COACHING_BOOK = "coaching:session:book"
    COACHING_OFFER = "coaching:session:offer"
    LISTING_OFFER = "marketplace:listing:offer"
    ORDER_PLACE = "marketplace:order:place"
    ORDER_FULFIL = "marketplace:order:fulfil"
    PATRONAGE_PREPARE = "patronage:declaration:prepare"
    PATRONAGE_DECLARE = "patronage:declaration:declare"
    PATRONAGE_PAY = "patronage:declaration:pay"
    REPORT_ISSUE = "documents:report:issue"
    REPORT_READ = "documents:report:read"
    DOCUMENT_READ = "documents:document:read"
    DOCUMENT_PRINT = "documents:document:print"
    CIRCLE_JOIN = "circles:circle:join"
    CIRCLE_START = "circles:circle:start"
    CIRCLE_POST = "circles:post:write"
    MAIL_SEND = "messages:mail:send"
    AUDIT_READ = "house:audit:read"


P = Permission
_MEMBER = frozenset(
    {
        P.ACCOUNT_MANAGE,
        P.DIRECTORY_READ,
        P.ORGANISATION_MANAGE,
        P.OWNERSHIP_APPLY,
        P.BOARD_READ,
        P.RECALL_ANSWER,
        P.PROPOSAL_DRAFT,
        P.PROPOSAL_SPONSOR,
        P.PROPOSAL_READ,
        P.BALLOT_CAST,
        P.ROLL_READ,
        P.PROXY_GIVE,
        P.PROXY_ANSWER,
        P.INTEREST_DECLARE,
        P.MEETING_READ,
        P.MEETING_ATTEND,
        P.PAYMENT_MAKE,
        P.FELLOWSHIP_APPLY,
        P.COACHING_BOOK,
        P.LISTING_OFFER,
        P.ORDER_PLACE,
        P.ORDER_FULFIL,
        P.CIRCLE_JOIN,
        P.CIRCLE_START,
        P.DOCUMENT_READ,
        P.CIRCLE_POST,
    }
)
_OFFICE = frozenset({P.REGISTER_READ, P.BOOKS_READ, P.REPORT_READ, P.AUDIT_READ, P.PAPER_ENTER})

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({P.ACCOUNT_OPEN}),
    Role.VOTER: frozenset({P.BALLOT_CAST}),
    Role.MEMBER: _MEMBER,
    Role.COACH: frozenset({P.COACHING_OFFER}),
    Role.SECRETARY: _OFFICE
    | {
        P.MEETING_CALL,
        P.MEETING_CHAIR,
        P.MINUTES_WRITE,
        P.OWNERSHIP_APPROVE,
        P.SHARES_ISSUE,
        P.BOARD_NAME_RETIRING,
        P.BOARD_VACATE,
        P.PROPOSAL_STEER,
        P.FELLOWSHIP_RUN,
        P.REPORT_ISSUE,
    },
    Role.TREASURER: _OFFICE
    | {
        P.ENTRY_POST,
        P.FUND_KEEP,
        P.RECEIPT_KEEP,
        P.CURRENCY_KEEP,
        P.SCHEDULE_PLAN,
        P.STATEMENT_IMPORT,
        P.STATEMENT_RECONCILE,
        P.PERIOD_CLOSE,
        P.BUDGET_DRAFT,
        P.APPROVAL_DECIDE,
        P.REFUND_GRANT,
        P.PAYOUT_MAKE,
        P.PATRONAGE_PREPARE,
        P.PATRONAGE_PAY,
        P.REPORT_ISSUE,
    },
    Role.BOARD: _OFFICE
    | {
        P.MEETING_CALL,
        P.MEETING_CHAIR,
        P.MINUTES_WRITE,
        P.OWNERSHIP_APPROVE,
        P.SHARES_ISSUE,
        P.ROLES_GRANT,
        P.BOARD_NAME_RETIRING,
        P.BOARD_CO_OPT,
        P.BOARD_RESIGN,
        P.BOARD_VACATE,
        P.BUDGET_DRAFT,
        P.APPROVAL_DECIDE,
        P.PROPOSAL_STEER,
        P.FELLOWSHIP_RUN,
        P.PATRONAGE_PREPARE,
        P.REPORT_ISSUE,
    },
    Role.AUDITOR: _OFFICE,
    Role.WORKER: frozenset(
        {
            P.RULEBOOK_FOUND,
            P.RULEBOOK_ENACT,
            P.VOTE_CLOSE,
            P.PAYMENT_SETTLE,
            P.PATRONAGE_DECLARE,
            P.DOCUMENT_PRINT,
            P.MAIL_SEND,
            P.ENTRY_POST,
            P.BOOKS_READ,
            P.APPROVAL_LAPSE,
            P.ROLES_GRANT,
            P.ACCOUNT_OPEN,
        }
    ),
}
"""The one table of who may do what. A person's permissions are those of all their roles."""


class NotSignedIn(Refusal):
    """Nobody is signed in, and the deed needs somebody."""


class NotPermitted(Refusal):
    """Somebody is signed in who may not do this."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with roles, a visitor with none, or the worker."""

    person_id: UUID | None
    roles: frozenset[Role]

    @classmethod
    def person(cls, person_id: UUID, roles: frozenset[Role] = frozenset()) -> "Actor":
        return cls(person_id, roles | {Role.MEMBER})

    @classmethod
    def visitor(cls) -> "Actor":
        return cls(None, frozenset({Role.VISITOR}))

    @classmethod
    def worker(cls) -> "Actor":
        return cls(None, frozenset({Role.WORKER}))

    def may(self, permission: Permission) -> bool:
        """This function will say whether any of the actor's roles carries the permission."""
        return any(permission in PERMISSIONS_OF[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """This function will return quietly or raise `NotSignedIn` or `NotPermitted`."""
        if self.may(permission):
            return
        if self.roles == {Role.VISITOR}:
            raise NotSignedIn
        raise NotPermitted(permission)

    @property
    def signed_in_id(self) -> UUID:
        """The person's id; `NotSignedIn` where there is no person."""
        if self.person_id is None:
            raise NotSignedIn
        return self.person_id
