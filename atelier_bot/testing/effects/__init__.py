"""What holds for every effect: checks, each a function that says in its name what it looks at."""
