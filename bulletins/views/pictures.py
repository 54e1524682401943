"""The pictures of an article: taken in, shown, and how sharp they will print."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bulletins import drafting, permissions, pictures
from bulletins.models import Article, Picture
from bulletins.printing import sharpness
from bulletins.printing.design import from_data

from .access import visible_article

PICTURE_POLICY = (
    "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
)


def printed(article, chosen=None) -> dict[str, dict]:
    """By address: ``level`` (0 good, 1 poor, 2 blurred) and ``sentence`` of pictures of an article.

    The numbers are those of the preflight, on a page with room for the whole picture.
    """
    design = from_data(article.bulletin.design)
    found = {}
    for picture in article.pictures.all() if chosen is None else chosen:
        sharp = sharpness.of_picture(picture.width, picture.height, design)
        found[picture.get_absolute_url()] = {"level": sharp.level, "sentence": sharp.sentence}
    return found


@require_POST
def picture_upload(request, pk):
    """The editor's upload: answers as its ``uploadimage`` plug-in expects."""
    article = visible_article(request, pk)
    if not permissions.can_change_text(request.user, article):
        raise PermissionDenied
    upload = request.FILES.get("upload")
    if upload is None:
        return _refused_picture(_("Choose a picture first."), 400)
    try:
        picture = pictures.store(article, upload, request.user)
    except pictures.NotAPicture as refusal:
        return _refused_picture(str(refusal), 400)
    answer = {"uploaded": 1, "fileName": f"picture-{picture.pk}", "url": picture.get_absolute_url()}
    return JsonResponse(answer | {"printed": printed(article, [picture])})


def _refused_picture(sentence: str, status: int):
    return JsonResponse({"uploaded": 0, "error": {"message": sentence}}, status=status)


@require_safe
def picture(request, pk):
    """A picture, for whoever may see its article; never sniffed, never a page of its own."""
    visible = Article.objects.visible_to(request.user)
    found = get_object_or_404(Picture.objects.select_related("article"), pk=pk, article__in=visible)
    if not _picture_readable(request.user, found):
        raise Http404
    kind = "image/png" if found.file.name.endswith(".png") else "image/jpeg"
    response = FileResponse(found.file.open("rb"), content_type=kind)
    response["Content-Security-Policy"] = PICTURE_POLICY
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _picture_readable(user, picture) -> bool:
    """The office goes on seeing the pictures submitted to it, not those of a text in rework."""
    article = picture.article
    if article.unit_id is None or not user.in_office:
        return True
    if article.state not in drafting.UNSEEN_BY_OFFICE:
        return True
    return article.submitted_at is not None and picture.uploaded_at <= article.submitted_at
