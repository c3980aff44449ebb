"""What has to be computed: transformer shapes and training runs."""
