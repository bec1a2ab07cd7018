"""Everything that knows neither a platform nor a database: models, imaging, plugins, dialogue, jobs and engine."""
