"""The strangler router: per operation, requests go to the legacy system or to the new service, and are compared."""
