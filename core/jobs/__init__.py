"""Jobs: one run of an effect each, as a row with a state; the runner and the worker process that work on them."""
