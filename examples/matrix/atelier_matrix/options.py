"""The operator's options of an account on Matrix."""

from fnmatch import fnmatchcase

from pydantic import Field, SecretStr

from atelier_bot import Model, ServerUrl


class MatrixOptions(Model):
    """An account, and whose invitations it follows."""

    homeserver: ServerUrl = Field(description="The homeserver's address, such as https://matrix.example.org.")
    token: SecretStr = Field(min_length=1, description="The account's access token.")
    invites: tuple[str, ...] = Field(
        ("*",),
        description='Whose invitations are accepted, such as "@*:example.org"; by default everybody\'s.',
    )

    def follows(self, person: str) -> bool:
        """Whether somebody may invite the bot, by their id."""
        return any(fnmatchcase(person, pattern) for pattern in self.invites)
