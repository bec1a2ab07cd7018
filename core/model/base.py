"""The base of Atelier's data: frozen, and strict about what it is given."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Data that never changes; an unknown field is an error, whose text has nothing of what was given: logs have it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
