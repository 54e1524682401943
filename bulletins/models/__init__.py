"""The records of the desk, one file per noun; import them from here."""

from .arrangement import Arrangement, Hold
from .article import Article, ArticleRevision, Picture, Source
from .bulletin import Bulletin, DefaultSection, DistributionEntry, DistributionList
from .comment import Comment
from .decision import Decision, Notice, NoticeKind
from .edition import Edition, EditionFile
from .file import FileKind, LayoutFile
from .issue import Assembler, Issue, Layout, Placement, Section
from .letter import Letter, LetterTemplate, MailChoice, When
from .message import Message, MessageRead, Side
from .page import PagePicture, PagesWanted
from .search_text import SearchText
from .signature import Delegation, Seen
from .specimen import Specimen
from .topic import Matter, Topic
from .wording import Wording

__all__ = [
    "Arrangement",
    "Article",
    "ArticleRevision",
    "Assembler",
    "Bulletin",
    "Comment",
    "Decision",
    "DefaultSection",
    "Delegation",
    "DistributionEntry",
    "DistributionList",
    "Edition",
    "EditionFile",
    "FileKind",
    "Hold",
    "Issue",
    "Layout",
    "LayoutFile",
    "Letter",
    "LetterTemplate",
    "MailChoice",
    "Matter",
    "Message",
    "MessageRead",
    "Notice",
    "NoticeKind",
    "PagePicture",
    "PagesWanted",
    "Picture",
    "Placement",
    "SearchText",
    "Section",
    "Seen",
    "Side",
    "Source",
    "Specimen",
    "Topic",
    "When",
    "Wording",
]
