"""The service in a box: sends requests to its API as the load balancer does."""

from tests.support.api_client import Client


class Service(Client):
    """Sends requests to the API. What your tests send often is a method here."""
