"""Forms of the report centre."""

from marshmallow import Schema, fields, validate

from coop.words import marked

REASON_LENGTH_MAX = 500


class IssueReportForm(Schema):
    """Issue the report that was previewed; a reason where it replaces an older one."""

    period = fields.String(
        required=True, error_messages={"required": marked("Choose a month or a year.")}
    )
    supersedes_id = fields.UUID(load_default=None)
    reason = fields.String(
        load_default=None,
        validate=validate.Length(
            max=REASON_LENGTH_MAX, error=marked("Keep the reason to 500 letters.")
        ),
    )
