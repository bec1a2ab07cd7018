"""Jobs: one run of an effect each, as a row with a state; the runner and the compute child that work on them."""
