"""How long ECS waits for what it calls in a deployment of a service."""

# Without an answer of a hook after these minutes the deployment is rolled back; ECS itself would wait for 24 hours.
# Source: Amazon ECS API, DeploymentLifecycleHookTimeoutConfiguration.
HOOK_MINUTES = 5
# The function behind it ends earlier, so that its last answer still counts: ECS waits from before the function starts.
HOOK_FUNCTION_SECONDS = HOOK_MINUTES * 60 - 30
