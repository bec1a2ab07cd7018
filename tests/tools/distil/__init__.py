"""The distillation of VGG19, in short: on a few photographs made here, for a few steps."""
