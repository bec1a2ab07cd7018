"""Distils VGG19 into the compact encoder: ``make train``; docs/compact-encoder.md says how, and what was tried."""
