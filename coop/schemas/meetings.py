"""What comes in on the pages of meetings."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from coop.words import marked


def _text(most: int, missing: str, too_long: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=too_long),
        error_messages={"required": missing, "null": missing},
    )


def _missing(sentence: str) -> dict[str, Any]:
    return dict.fromkeys(("required", "null", "invalid", "validator_failed"), sentence)


def _day(sentence: str) -> fields.Date:
    return fields.Date(required=True, format="iso", error_messages=_missing(sentence))


def _time(sentence: str) -> fields.Time:
    return fields.Time(required=True, format="%H:%M", error_messages=_missing(sentence))


def _count() -> fields.Integer:
    sentence = marked("Write how many hands you counted, 0 for none.")
    return fields.Integer(
        required=True,
        validate=validate.Range(min=0, max=100_000, error=sentence),
        error_messages=_missing(sentence),
    )


class CallMeetingForm(Schema):
    """A meeting to be called."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(("general", "board"), error=marked("Choose who meets.")),
        error_messages=_missing(marked("Choose who meets.")),
    )
    title = _text(
        200, marked("Give the meeting a title."), marked("Keep the title under 200 signs.")
    )
    day = _day(marked("Write the day of the meeting."))
    clock_time = _time(marked("Write the time as 18:00."))
    minutes_planned = fields.Integer(
        required=True,
        validate=validate.Range(
            min=5, max=1440, error=marked("A meeting lasts from 5 minutes to a day.")
        ),
        error_messages=_missing(marked("Write how many minutes it will last.")),
    )
    place = fields.String(
        load_default="",
        validate=validate.Length(max=300, error=marked("Keep the place under 300 signs.")),
    )
    online = fields.String(
        load_default="",
        validate=validate.Length(max=500, error=marked("Keep the address under 500 signs.")),
    )

    @validates_schema(skip_on_field_errors=True)
    def _somewhere(self, data: dict[str, Any], **_more: Any) -> None:
        if not data["place"] and not data["online"]:
            raise ValidationError(
                marked("Say where it is held, or how to join it online."), "place"
            )


class AgendaForm(Schema):
    """Something to put on the agenda: a plain item, a proposal or earlier minutes."""

    title = fields.String(
        load_default="",
        validate=validate.Length(max=200, error=marked("Keep the title under 200 signs.")),
    )
    text = fields.String(
        load_default="",
        validate=validate.Length(max=5000, error=marked("Keep the text under 5,000 signs.")),
    )
    proposal_id = fields.UUID(
        load_default=None, error_messages=_missing(marked("Choose a proposal from the list."))
    )
    minutes_of_id = fields.UUID(
        load_default=None, error_messages=_missing(marked("Choose a meeting from the list."))
    )

    @validates_schema(skip_on_field_errors=True)
    def _something(self, data: dict[str, Any], **_more: Any) -> None:
        if not (data["title"] or data["proposal_id"] or data["minutes_of_id"]):
            raise ValidationError(marked("Say what is to be dealt with."), "title")


class ChangeAgendaForm(Schema):
    """A button beside an item of the agenda."""

    item_id = fields.UUID(required=True, error_messages=_missing(marked("That step is not known.")))
    change = fields.String(
        required=True,
        validate=validate.OneOf(("up", "off"), error=marked("That step is not known.")),
        error_messages=_missing(marked("That step is not known.")),
    )


class NoticeForm(Schema):
    """Giving notice; `short` asks those invited to agree to short notice."""

    short = fields.List(fields.String(), load_default=[])


class ReplyForm(Schema):
    """How a member will attend."""

    member_id = fields.UUID(
        required=True, error_messages=_missing(marked("Open the meeting again."))
    )
    plan = fields.String(
        required=True,
        validate=validate.OneOf(
            ("in_person", "online", "proxy", "apologies"),
            error=marked("Choose how you will attend."),
        ),
        error_messages=_missing(marked("Choose how you will attend.")),
    )
    proxy_id = fields.UUID(
        load_default=None, error_messages=_missing(marked("Choose who holds your proxy."))
    )

    @validates_schema(skip_on_field_errors=True)
    def _holder(self, data: dict[str, Any], **_more: Any) -> None:
        if data["plan"] == "proxy" and data["proxy_id"] is None:
            raise ValidationError(marked("Choose who holds your proxy."), "proxy_id")


class ConsentForm(Schema):
    """Agreement to short notice."""

    member_id = fields.UUID(
        required=True, error_messages=_missing(marked("Open the meeting again."))
    )


class AttendanceForm(Schema):
    """Somebody comes or goes."""

    member_id = fields.UUID(required=True, error_messages=_missing(marked("Choose who it is.")))
    step = fields.String(
        required=True,
        validate=validate.OneOf(("arrive", "leave"), error=marked("That step is not known.")),
        error_messages=_missing(marked("That step is not known.")),
    )
    how = fields.String(
        load_default="in_person",
        validate=validate.Regexp(
            r"in_person|online|proxy:[0-9a-f-]{36}",
            error=marked("Choose how the member attends."),
        ),
    )
    """A proxy names the person who holds it."""


class ItemForm(Schema):
    """A button on the item before the meeting."""

    item_id = fields.UUID(required=True, error_messages=_missing(marked("That step is not known.")))


class HandsForm(ItemForm):
    """A show of hands with the chair's declaration."""

    in_favour = _count()
    against = _count()
    abstained = _count()
    declared = fields.String(
        required=True,
        validate=validate.OneOf(("carried", "lost"), error=marked("Declare the result.")),
        error_messages=_missing(marked("Declare the result.")),
    )


class PollForm(ItemForm):
    """A poll to be opened."""

    minutes_open = fields.Integer(
        required=True,
        validate=validate.Range(
            min=5, max=20_160, error=marked("A poll is open from 5 minutes to two weeks.")
        ),
        error_messages=_missing(marked("Write for how many minutes the poll is open.")),
    )
    secret = fields.List(fields.String(), load_default=[])


class AdoptForm(ItemForm):
    """Adoption of earlier minutes, in the wording that was shown."""

    version = fields.Integer(
        required=True, error_messages=_missing(marked("Read the minutes again."))
    )


class AdjournForm(Schema):
    """Until when a meeting is broken off, and why."""

    day = _day(marked("Write the day on which it goes on."))
    clock_time = _time(marked("Write the time as 18:00."))
    reason = _text(
        500, marked("Say why it is adjourned."), marked("Keep the reason under 500 signs.")
    )


class ButtonForm(Schema):
    """A button: nothing but the click."""


class EditMinutesForm(Schema):
    """The words under each section of a draft."""

    version = fields.Integer(
        required=True, error_messages=_missing(marked("Read the minutes again."))
    )


class PaperForm(Schema):
    """A ballot paper as one person reads it."""

    serial = fields.Integer(
        required=True,
        validate=validate.Range(
            min=1, max=10_000_000, error=marked("Write the number printed on the paper.")
        ),
        error_messages=_missing(marked("Write the number printed on the paper.")),
    )
    elector_id = fields.UUID(
        load_default=None, error_messages=_missing(marked("Choose whose paper it is."))
    )
    share_class = fields.String(load_default="", validate=validate.Length(max=20))
    choice = fields.String(load_default="", validate=validate.Length(max=20))
    answer = fields.String(load_default="", validate=validate.Length(max=2000))


class HandOutForm(Schema):
    """An elector who is given a ballot paper."""

    elector_id = fields.UUID(
        required=True, error_messages=_missing(marked("Choose who is given a paper."))
    )
