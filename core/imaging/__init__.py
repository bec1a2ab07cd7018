"""Pictures in and out: decoding, limits, refusals, and fitting into a number of bytes."""
