"""What an environment says of instances in a cluster of ECS, beside their number and type."""

# The newest image of Amazon ECS for arm64.
# Source: Amazon ECS Developer Guide, Retrieving Amazon ECS-optimized Linux AMI metadata.
ECS_IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
# How long a new instance has to start and to join its cluster before the next one is replaced, in minutes.
STARTED_MINUTES = 5
# The same, and until its tasks have moved: in a deployment that brings another image.
REPLACED_MINUTES = STARTED_MINUTES + 5
