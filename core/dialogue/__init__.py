"""The dialogue: a pure function from a session and an event to replies and jobs; its texts and commands."""
