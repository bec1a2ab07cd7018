"""Discord: carries conversations through its gateway and its REST API, slash commands first."""
