"""What a message means: every component that config.yml names, in the order of the pipeline."""
