"""The service: handlers of HTTP and of CodeDeploy's hooks. Your logic stands in modules of its own beside them."""
