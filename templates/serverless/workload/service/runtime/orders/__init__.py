"""The orders service: handlers (HTTP and CodeDeploy hooks) call logic, logic calls the store."""
