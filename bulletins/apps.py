from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = _("Bulletins")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import letters, page_wishes, posting, slip_making

        page_wishes.watch()
        letters.watch()
        posting.watch()
        slip_making.watch()
