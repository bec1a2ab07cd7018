"""Matrix: carries conversations through a homeserver's client-server API."""
