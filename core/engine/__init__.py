"""The conversation: events in, replies out, and the dialogue between them; it knows no platform and no database."""
