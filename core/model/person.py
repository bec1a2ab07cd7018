"""Who somebody is."""

from core.model.base import Model


class Person(Model):
    """Who did it: an identity within an adapter's account, with the name and locale that the platform gives."""

    id: str
    name: str = ""
    locale: str = ""
