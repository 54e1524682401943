"""What a notice is about, and which of the four choices of mail that falls under."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Matter(models.TextChoices):
    """What a person chooses mail for: each has its own choice."""

    ACT = "act", _("What I must do")
    OUTCOME = "outcome", _("What became of articles and issues")
    TALK = "talk", _("Messages and comments")
    REMINDER = "reminder", _("Reminders of planned days")


class Topic(models.TextChoices):
    """What a notice tells one person of, and thereby which letter template speaks of it."""

    REVIEW_ARTICLE = "review_article", _("An article to decide on")
    APPROVE_ARTICLE = "approve_article", _("An article to approve as unit head")
    REVISE_ARTICLE = "revise_article", _("An article to revise")
    REVIEW_ISSUE = "review_issue", _("An issue to review")
    SIGN_ISSUE = "sign_issue", _("An issue to sign")
    PUBLISH_ISSUE = "publish_issue", _("An issue to publish")
    REVISE_ISSUE = "revise_issue", _("An issue that came back")
    ARTICLE_NEWS = "article_news", _("News of an article")
    ISSUE_NEWS = "issue_news", _("News of an issue")
    COMMENT = "comment", _("Comment")
    MESSAGE = "message", pgettext_lazy("notice", "Message")
    REMINDER = "reminder", _("Reminder")

    @property
    def matter(self) -> Matter:
        return MATTERS[self]


MATTERS = {
    Topic.ARTICLE_NEWS: Matter.OUTCOME,
    Topic.ISSUE_NEWS: Matter.OUTCOME,
    Topic.COMMENT: Matter.TALK,
    Topic.MESSAGE: Matter.TALK,
    Topic.REMINDER: Matter.REMINDER,
}
MATTERS |= {topic: Matter.ACT for topic in Topic if topic not in MATTERS}


def topics_of(matter: Matter) -> list[Topic]:
    return [topic for topic in Topic if topic.matter == matter]
