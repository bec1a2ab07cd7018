"""The command: ``python -m tools.styles``, or ``make styles``."""

from pathlib import Path
from typing import Annotated

import typer

from tools.styles.gallery import STYLES, jpeg, picture


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Styles to draw; all of them if none is named.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for NAME.jpg.")] = Path(
        "effects/style_transfer/gallery"
    ),
) -> None:
    """Draw the pictures of the style gallery."""
    if unknown := sorted(set(names or ()) - STYLES.keys()):
        raise typer.BadParameter(f"there is no style {unknown[0]}; there are {', '.join(STYLES)}")
    output.mkdir(parents=True, exist_ok=True)
    for name in names or STYLES:
        data = jpeg(picture(name))
        (output / f"{name}.jpg").write_bytes(data)
        print(f"{name}.jpg: {len(data) / 1000:.0f} kB")


if __name__ == "__main__":
    typer.run(main)
