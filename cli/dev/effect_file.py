"""The file of an effect that is being written, and the class in it. Loading runs its code: children alone do that."""

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from typing import Any

from cli.parameters import UsageError
from core.jobs.work import Failure
from core.plugins.discovery import config_model_of
from core.plugins.effect import Effect
from core.plugins.errors import reason, reason_and_place

WEIGHTS = Path("data/weights")
"""Where effects keep weights, unless plugins.toml says otherwise: what was downloaded once is there."""


@dataclass(frozen=True)
class EffectFile:
    """``module`` is what the file is imported as from the folder ``root``: in a package that has the package's name."""

    path: Path
    root: Path
    module: str

    @classmethod
    def at(cls, path: Path) -> "EffectFile":
        """The file at a path. Raises UsageError where it can't be imported."""
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
        path = path.resolve()
        root, names = path.parent, [path.stem]
        while (root / "__init__.py").is_file():
            root, names = root.parent, [root.name, *names]
        if path.suffix != ".py" or not all(name.isidentifier() for name in names):
            raise UsageError(f"{path.name}: should be called as modules are: letters, digits and _, then .py")
        return cls(path, root, ".".join(names))

    @property
    def folder(self) -> Path | None:
        """The folder of the whole package; None where the file is in none."""
        package, dot, _ = self.module.partition(".")
        return self.root / package if dot else None

    def load(self) -> type[Effect[Any]]:
        """The only effect in it. Raises Failure with one line, whatever is wrong with its code."""
        sys.path.insert(0, str(self.root))
        sys.dont_write_bytecode = True  # of two versions within a second Python may take one's for the other's
        try:
            module = importlib.import_module(self.module)
        except BaseException as error:
            raise Failure("error", self.told(error)) from error
        name = self.path.name
        if Path(module.__file__ or "").resolve() != self.path:
            raise Failure("error", f"{name}: Python has a module {self.module} already; call the file otherwise")
        classes = {one for one in vars(module).values() if isinstance(one, type) and Effect in one.__mro__}
        found = sorted(one.__qualname__ for one in classes if one.__module__ == module.__name__)
        if not found:
            raise Failure("error", f"{name}: there is no effect in it, a class that inherits atelier_bot.Effect")
        if len(found) > 1:
            raise Failure("error", f"{name}: there are {len(found)} effects in it: {', '.join(found)}; leave one")
        return next(one for one in classes if one.__qualname__ == found[0])

    def make(self) -> Effect[Any]:
        """The effect, by its defaults. Raises Failure."""
        kind = self.load()
        try:
            return kind(config_model_of(kind)(), WEIGHTS)  # type: ignore[call-arg] # as every effect is made
        except Exception as error:
            raise Failure("error", self.told(error)) from error

    def told(self, error: BaseException) -> str:
        """An exception in one line, with the place in this file where it came from; of none here, with its own."""
        if isinstance(error, SyntaxError):
            return f"{Path(error.filename or self.path).name}:{error.lineno}: {error.msg}"
        lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == str(self.path)]
        return f"{self.path.name}:{lines[-1]}: {reason(error)}" if lines else reason_and_place(error)
