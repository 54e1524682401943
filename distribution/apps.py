from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistributionConfig(AppConfig):
    name = "distribution"
    verbose_name = _("Distribution")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from bulletins.issue_workflow import issue_published

        from .sending import send_out

        issue_published.connect(send_out, dispatch_uid="distribution.send_out")
