"""Everything that knows neither a platform nor a database: the conversation, jobs, plugins and style transfer."""
