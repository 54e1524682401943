"""The records of the desk, one file per noun; import them from here."""

from .article import Article, ArticleRevision, Picture, Source
from .bulletin import Bulletin, DefaultSection, DistributionEntry, DistributionList
from .decision import Decision, Notice
from .issue import Assembler, Edition, EditionFile, Issue, Layout, Placement, Section
from .specimen import Specimen

__all__ = [
    "Article",
    "ArticleRevision",
    "Assembler",
    "Bulletin",
    "Decision",
    "DefaultSection",
    "DistributionEntry",
    "DistributionList",
    "Edition",
    "EditionFile",
    "Issue",
    "Layout",
    "Notice",
    "Picture",
    "Placement",
    "Section",
    "Source",
    "Specimen",
]
