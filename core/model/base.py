"""The base of Atelier's data: frozen, and strict about what it is given."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Data that never changes; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
