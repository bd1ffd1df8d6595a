"""What is delivered: the release, its bills of materials and known faults, the image, the chart."""
