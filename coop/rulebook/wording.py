"""The rulebook's values and refusals in plain words."""

from fractions import Fraction

from coop.rulebook.catalogue import definition_of
from coop.rulebook.definitions import Kind, RuleDefinition, RuleKey, RuleValue
from coop.rulebook.errors import RuleValueOutOfBounds, RuleValueUnreadable
from coop.rulebook.rules import typed
from coop.words import _


def said(*, key: RuleKey, value: RuleValue) -> str:
    """This function will write a value for a reader: a word rule by its words, not its code."""
    definition = definition_of(key=key)
    if definition.kind is Kind.TEXT:
        return str(definition.options.get(str(value), value))
    return typed(key=key, value=value)


def unreadable(fault: RuleValueUnreadable) -> str:
    """This function will say that a text is no value of the rule, and what one looks like."""
    definition = definition_of(key=fault.key)
    return _("%(title)s: “%(text)s” cannot be read. %(advice)s") % {
        "title": definition.title,
        "text": fault.text,
        "advice": _advice(definition),
    }


def out_of_bounds(fault: RuleValueOutOfBounds) -> str:
    """This function will say between what a value must lie."""
    definition = definition_of(key=fault.key)
    return _("%(title)s: %(text)s is not allowed; it must be from %(least)s to %(most)s.") % {
        "title": definition.title,
        "text": fault.text,
        "least": _bound(definition, definition.least),
        "most": _bound(definition, definition.most),
    }


def _bound(definition: RuleDefinition, bound: int | Fraction) -> str:
    return typed(key=definition.key, value=bound)


def _advice(definition: RuleDefinition) -> str:
    match definition.kind:
        case Kind.INTEGER:
            return _("Write a whole number, such as 7.")
        case Kind.FRACTION:
            return _("Write a share, such as 75%, 3/4 or 0.75.")
        case Kind.MONEY:
            return _("Write an amount with at most two decimals, such as 60 or 60.00.")
        case Kind.WEIGHTS:
            return _("Write each class with its votes, such as A 1, B 3: from 1 to 100 votes.")
        case Kind.DECISION:
            return _("Write clauses joined by and, in at most 200 signs.")
        case Kind.TEXT:
            return _("Write one of: %(words)s.") % {"words": ", ".join(definition.options)}
