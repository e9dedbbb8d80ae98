"""What the patronage room refuses."""

from uuid import UUID

from footing.errors import Refusal


class NoSurplus(Refusal):
    """The year left nothing that members' business earned."""

    def __init__(self, year: int, surplus_minor: int) -> None:
        super().__init__(year, surplus_minor)
        self.year = year
        self.surplus_minor = surplus_minor


class YearNotClosed(Refusal):
    """The year's books are still open, so its surplus is not final."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class YearDeclared(Refusal):
    """The year has a declaration already."""

    def __init__(self, year: int, declaration_id: UUID) -> None:
        super().__init__(year, declaration_id)
        self.year = year
        self.declaration_id = declaration_id


class YearDivided(Refusal):
    """The year's surplus is before the members, or divided: its months stay closed."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class DeclarationMoved(Refusal):
    """The declaration is not where this step starts from."""

    def __init__(self, declaration_id: UUID, state: str) -> None:
        super().__init__(declaration_id, state)
        self.declaration_id = declaration_id
        self.state = state


class NotResolved(Refusal):
    """Nothing is posted without the members' resolution on this very declaration."""

    def __init__(self, declaration_id: UUID) -> None:
        super().__init__(declaration_id)
        self.declaration_id = declaration_id


class SurplusChanged(Refusal):
    """The books no longer hold the surplus that the members decided on."""

    def __init__(self, expected_minor: int, found_minor: int) -> None:
        super().__init__(expected_minor, found_minor)
        self.expected_minor = expected_minor
        self.found_minor = found_minor
