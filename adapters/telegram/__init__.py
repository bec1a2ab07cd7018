"""Telegram: carries conversations through the Bot API, by long polling or by a webhook."""
