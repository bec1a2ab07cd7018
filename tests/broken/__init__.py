"""Plugins that are broken on purpose, each in one way: real classes, found by plugins.toml as a stranger's are."""
