"""The one base class of everything the house refuses to do."""


class Refusal(Exception):
    """This class will stand above every refusal of a domain.

    A subclass carries its facts as attributes (never an HTTP status, never a
    finished sentence): `coop.refusals` turns each class into a status and words.
    """
