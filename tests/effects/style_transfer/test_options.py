"""Which encoder a recipe looks through when the operator chooses none."""

from effects.style_transfer.options import ClassicOptions, FineOptions


def test_each_recipe_has_a_default() -> None:
    assert ClassicOptions().default_encoder == "vgg19"
    assert FineOptions().default_encoder == "compact"
