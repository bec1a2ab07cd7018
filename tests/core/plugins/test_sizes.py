"""The operator's sizes, whatever an effect declares."""

import pytest
from pydantic import Field, ValidationError

from core.model.base import Model
from core.plugins.controls import options_schema
from core.plugins.sizes import SizeLimits, limited, lowered, smaller


class Painting(Model):
    strength: float = Field(0.5, ge=0, le=1)
    size: int = Field(
        512, ge=64, le=2048, description="Long side.", json_schema_extra={"choices": [256, 384, 512, 768, 1024]}
    )


class Sizeless(Model):
    strength: float = 0.5


class Worded(Model):
    size: str = Field("large", json_schema_extra={"choices": ["small", "large"]})


SCHEMA = options_schema(Painting)


def options(largest: int | None = None, default: int | None = None) -> type[Model]:
    return limited(Painting, SCHEMA, SizeLimits(largest=largest, default=default))


def size_field(model: type[Model]) -> tuple[object, ...]:
    schema = options_schema(model)["size"]
    return schema["minimum"], schema["maximum"], schema["default"], schema["choices"]


class TestLimits:
    def test_without_any_the_effects_own_hold(self) -> None:
        assert options() is Painting

    def test_what_is_larger_than_the_largest_is_refused_and_not_recommended(self) -> None:
        model = options(largest=700)
        assert size_field(model) == (64, 700, 512, [256, 384, 512, 700])
        assert model.model_validate({"size": 700}).model_dump()["size"] == 700
        with pytest.raises(ValidationError):
            model.model_validate({"size": 701})

    def test_the_default_is_the_operators(self) -> None:
        assert size_field(options(default=300)) == (64, 2048, 300, [256, 300, 384, 512, 768, 1024, 2048])

    def test_the_effects_default_is_no_larger_than_the_largest(self) -> None:
        assert size_field(options(largest=384)) == (64, 384, 384, [256, 384])

    @pytest.mark.parametrize(("largest", "taken"), [(10, 64), (9000, 2048)])
    def test_no_limit_goes_beyond_what_the_effect_can(self, largest: int, taken: int) -> None:
        assert size_field(options(largest=largest))[1] == taken

    def test_the_other_options_and_the_words_stay(self) -> None:
        schema = options_schema(options(largest=512))
        assert schema["strength"] == SCHEMA["strength"]
        assert schema["size"]["description"] == "Long side."

    def test_options_are_of_the_effects_own_class_too(self) -> None:
        assert isinstance(options(largest=512)(), Painting)

    @pytest.mark.parametrize("model", [Sizeless, Worded])
    def test_an_effect_without_a_size_in_pixels_has_no_limit(self, model: type[Model]) -> None:
        assert limited(model, options_schema(model), SizeLimits(largest=512)) is model


class TestLowered:
    @pytest.mark.parametrize(("size", "taken"), [(1024, 512), (512, 512), (64, 64)])
    def test_a_size_that_is_too_large_becomes_the_largest(self, size: int, taken: int) -> None:
        schema = options_schema(options(largest=512))
        assert lowered(schema, {"size": size, "strength": 0.1}) == {"size": taken, "strength": 0.1}

    def test_what_says_no_size_says_none_afterwards(self) -> None:
        assert lowered(SCHEMA, {"strength": 0.1}) == {"strength": 0.1}


class TestSmaller:
    @pytest.mark.parametrize(("size", "next_one"), [(512, 384), (500, 384), (384, 256), (2048, 1024)])
    def test_it_is_the_next_one_that_is_recommended(self, size: int, next_one: int) -> None:
        assert smaller(SCHEMA, {"size": size, "strength": 0.1}) == {"size": next_one, "strength": 0.1}

    def test_below_the_smallest_is_none(self) -> None:
        assert smaller(SCHEMA, {"size": 256}) is None

    @pytest.mark.parametrize("model", [Sizeless, Worded])
    def test_an_effect_without_a_size_in_pixels_has_nothing_smaller(self, model: type[Model]) -> None:
        assert smaller(options_schema(model), {"size": "large", "strength": 0.5}) is None
