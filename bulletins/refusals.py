"""The two ways in which the desk says no.  The message is a whole sentence for the person."""


class NotNow(Exception):
    """The subject's state, version or completeness forbids it at this moment."""


class NotYou(Exception):
    """This person may not do it, now or later."""
