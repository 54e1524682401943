"""What each action is called on the page of the records.

An action is the name of the address that was asked (``section-add``), or, where a thing was
decided or changed wherever that came from, ``kind.verb`` (``issue.sign``, ``person.change``).
"""

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bulletins import workflow
from bulletins.models.article import ArticleState
from bulletins.models.issue import IssueState
from units.models import Role

from .objects import KINDS

GROUPS = (
    (_("Signing in"), {
        "sign-in": _("Sign in"),
        "sign-out": _("Sign out"),
        "session-end": _("Session ended by its time limit"),
        "lock": _("Locked out after failures"),
        "password": _("Change one's password"),
        "person.password": _("New password"),
        "code": _("Enter the code"),
        "second-factor": _("Set up the second factor"),
        "second-factor-give-up": _("Give up the second factor"),
        "spare-codes": _("New spare codes"),
        "delegations": _("Delegate the signature"),
        "delegation-revoke": _("Revoke a delegation"),
        "person-second-factor": _("Take away a second factor"),
    }),
    (_("Articles"), {
        "article-new": _("Write a new article"),
        "article-edit": _("Save an article"),
        "article-autosave-new": _("Begin an article by typing"),
        "article-proofreading": _("Take over remarks on an article"),
        "article-new-word": _("Write a new article from a Word file"),
        "article-word": _("Fill an article from a Word file"),
        "picture-upload": _("Upload a picture"),
        "article-corrects": _("Say what an article corrects"),
        "article-copy": _("Copy an article as a new draft"),
        "guide": _("Close the guide for new people"),
        "article-messages": _("Write a message on an article"),
    } | {f"article.{name}": row.label for name, row in workflow.ARTICLE.items()}),
    (_("Issues"), {
        "issue-new": _("New issue"),
        "import-bulletin": _("Import a bulletin"),
        "issue-facts": _("Change number, date and names"),
        "issue-distribution": _("Change the distribution list"),
        "section-add": _("Add a section"),
        "section-change": _("Change a section"),
        "place": _("Place articles"),
        "placement-change": _("Move or change a placed article"),
        "board-undo": _("Undo or redo on the board"),
        "hold": _("Hold an article for the next issue"),
        "comment-add": _("Comment on a page"),
        "comment": _("Answer a comment or mark it as done"),
        "page-strip": _("Ask for pictures of the pages"),
        "layout-request": _("Ask for the PDF"),
        "files-request": _("Ask for files"),
        "layout-pdf": _("Open the PDF"),
        "layout-file": _("Download a file"),
        "edition-slip": _("Open the signing slip"),
        "issue.slip": _("Signing slip frozen"),
        "delivery-done": _("Tick a delivery"),
    } | {f"issue.{name}": row.label for name, row in workflow.ISSUE.items()}),
    (_("People, units, bulletins"), {
        "person-new": _("New person"),
        "person": _("Change a person"),
        "person-password": _("Set a new password"),
        "people-import": _("Import people"),
        "wordings": _("Bring in a dictionary"),
        "wording-new": _("Add to the dictionary"),
        "wording": _("Change the dictionary"),
        "person.add": _("Person added"),
        "person.change": _("Person changed"),
        "person.remove": _("Person removed"),
        "role.add": _("Role given"),
        "role.change": _("Role changed"),
        "role.remove": _("Role taken"),
        "unit-new": _("New unit"),
        "unit": _("Change a unit"),
        "unit-import": _("Import units"),
        "unit.add": _("Unit added"),
        "unit.change": _("Unit changed"),
        "unit.remove": _("Unit removed"),
        "bulletin-new": _("New bulletin"),
        "bulletin": _("Change a bulletin"),
        "bulletin-design": _("Change a design"),
        "bulletin.add": _("Bulletin added"),
        "bulletin.change": _("Bulletin changed"),
        "bulletin.remove": _("Bulletin removed"),
        "recipient.add": _("Recipient added"),
        "recipient.change": _("Recipient changed"),
        "recipient.remove": _("Recipient removed"),
    }),
    (_("Mail"), {
        "notice-settings": _("Change one's mail and address"),
        "send-again": _("Send a letter again"),
        "letter-template": _("Change a letter template"),
    }),
    (_("Records and commands"), {
        "records": _("Look at the records"),
        "records-xlsx": _("Export the records as XLSX"),
        "records-csv": _("Export the records as CSV"),
        "command": pgettext_lazy("record", "Command on the server"),
    }),
)  # fmt: skip
WORDS = {action: word for _group, words in GROUPS for action, word in words.items()}


def word_of(action: str) -> str:
    """A page that was only looked at has no word of its own: refusals show its address's name."""
    return str(WORDS[action]) if action in WORDS else gettext("Page: %(name)s") % {"name": action}


def kind_word(kind: str) -> str:
    if kind == "command":
        return gettext("Command")
    return capfirst(str(KINDS[kind].label)) if kind in KINDS else kind


DETAILS = {
    "method": pgettext_lazy("record", "Request"),
    "status": pgettext_lazy("record", "Answer"),
    "query": _("Filters"),
    "changed": _("Changes"),
    "values": _("Values"),
    "from": pgettext_lazy("record", "State before"),
    "to": pgettext_lazy("record", "State after"),
    "decision": _("Decision number"),
    "digest": _("Digest of the contents"),
    "sha256": _("SHA-256 of the decision"),
    "edition": _("SHA-256 of the edition, by its number"),
    "files": _("SHA-256 of the files"),
    "command": _("Command"),
    "role": _("Role"),
    "unit": _("Unit"),
    "limit": _("Limit"),
}


STATES = {"article": dict(ArticleState.choices), "issue": dict(IssueState.choices)}


def details(detail: dict, kind: str) -> list[tuple[str, list[str]]]:
    """Label and lines of each entry of the detail of a record about such a thing; states and
    roles as every other page calls them."""
    states = STATES.get(kind, {})
    called = {"from": states, "to": states, "role": dict(Role.choices)}
    return [
        (str(DETAILS.get(name, name)), _lines(called.get(name, {}).get(str(value), value)))
        for name, value in detail.items()
    ]


def _lines(value) -> list[str]:
    if not isinstance(value, dict):
        return [str(value)]
    return [f"{name}: {_change(each)}".removesuffix(": ") for name, each in value.items()]


def _change(value) -> str:
    """Old and new value; nothing where only that it changed was recorded."""
    if not isinstance(value, list):
        return str(value)
    return " → ".join("—" if each in ("", None) else str(each) for each in value)


def choices() -> list:
    """All actions for a select, in groups."""
    everything = [("", gettext("All"))]
    return everything + [
        (str(group), [(action, f"{word} · {action}" if _is_double(word, words) else word)
                      for action, word in words.items()])
        for group, words in GROUPS
    ]  # fmt: skip


def _is_double(word, words) -> bool:
    return [str(each) for each in words.values()].count(str(word)) > 1
