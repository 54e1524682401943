"""Sending: a published edition becomes one delivery for everyone its foot names."""

from django.utils import timezone

from .models import Delivery, Recipient


def send_out(sender, issue, edition, **kwargs):
    """Make the Delivery rows of ``edition``; safe to repeat.

    Every printed label gives one paper delivery, or one for each recipient known
    behind it; a recipient with a unit has the edition on its page at once.
    """
    known: dict[str, list[Recipient]] = {}
    for recipient in Recipient.objects.filter(bulletin=issue.bulletin).select_related("unit"):
        known.setdefault(recipient.label, []).append(recipient)
    rows = []
    for entry in issue.distribution_list.entries.all():
        recipients = known.get(entry.label, [])
        for recipient in recipients:
            rows += _to_recipient(edition, entry, recipient)
        if not recipients:
            rows.append(_paper(edition, entry, None, entry.label, entry.copies))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _to_recipient(edition, entry, recipient) -> list[Delivery]:
    rows = [_paper(edition, entry, recipient, recipient.name, recipient.copies)]
    if recipient.unit_id:
        rows.append(
            Delivery(
                edition=edition,
                recipient=recipient,
                label=entry.label,
                name=recipient.name,
                channel=Delivery.Channel.SITE,
                state=Delivery.State.DONE,
                done_at=timezone.now(),
            )
        )
    return rows


def _paper(edition, entry, recipient, name, copies) -> Delivery:
    return Delivery(
        edition=edition,
        recipient=recipient,
        label=entry.label,
        name=name,
        channel=Delivery.Channel.PAPER,
        copies=copies,
    )
