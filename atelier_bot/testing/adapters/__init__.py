"""What holds for every adapter: checks, each a function that says in its name what it looks at."""
