"""The engine: takes events in for good, has the dialogue answer them, and sends what it says."""
