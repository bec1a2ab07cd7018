"""The commands, declared once; adapters register them natively, with their help in every language."""

from core.model.base import Model


class Command(Model):
    """A command; its help is the text ``command-NAME``. ``orders`` says that it may bring photos and options along."""

    name: str
    orders: bool = False
    personal: bool = True


COMMANDS = (
    Command(name="style", orders=True, personal=False),
    Command(name="settings"),
    Command(name="status"),
    Command(name="cancel"),
    Command(name="help"),
    Command(name="language"),
    Command(name="privacy"),
    Command(name="export"),
    Command(name="forget"),
    Command(name="reset"),
    Command(name="start"),
)
"""In the order in which menus show them. ``personal`` answers are nobody else's business."""
