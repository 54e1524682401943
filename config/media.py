"""Where uploaded pictures and made files lie: on a disk that no URL leads to."""

from django.core.files.storage import FileSystemStorage


class PrivateFileStorage(FileSystemStorage):
    """Files only the application may read. Whoever links to one must name a view that checks."""

    base_url = None  # so that ``url`` is refused

    def __init__(self, location: str):
        super().__init__(
            location=location, file_permissions_mode=0o640, directory_permissions_mode=0o750
        )
