"""What plugins.toml says of jobs, as bots and workers need it: what can be made, within which limits, and how."""

from collections.abc import Mapping
from pathlib import Path

from cli.loading import Loaded, variables_for_effects
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.jobs.runner import RunnerConfig
from core.plugins.installed_effect import InstalledEffect, install
from core.plugins.sizes import SizeLimits


def rules_of(operator: OperatorConfig, loaded: Loaded) -> Rules:
    """The effects that were loaded, and the operator's limits."""
    limits = operator.limits
    found = {name: effect for name, (effect, _) in loaded.effects.items()}
    sizes = SizeLimits(largest=limits.largest_size, default=limits.default_size)
    return Rules(
        install(found, framework_texts(), loaded.galleries, sizes),
        max_waiting=limits.max_waiting,
        max_queue=limits.max_queue,
        max_photo_bytes=limits.photo_megabytes * 1_000_000,
        keep_hours=operator.keep_hours,
        retention=operator.keep,
        max_kept=limits.max_kept,
        max_kept_bytes=limits.kept_megabytes * 1_000_000,
    )


def runner_config(
    operator: OperatorConfig, effects: Mapping[str, InstalledEffect], config: Path, secrets: Secrets
) -> RunnerConfig:
    """How jobs are worked on. Raises ConfigError."""
    return RunnerConfig(
        timeout=operator.limits.job_minutes * 60,
        keep=operator.keep_hours * 3600,
        environment=variables_for_effects(operator, config, secrets),
        online=frozenset(name for name, effect in effects.items() if effect.network),
    )
