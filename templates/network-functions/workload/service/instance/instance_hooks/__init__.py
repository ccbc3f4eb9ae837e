"""What the hooks of CodeDeploy do on an instance: leave the load balancer, drain, install, start, and join it again."""
