"""What has to be trained: the run, whose software, optimiser and states."""
