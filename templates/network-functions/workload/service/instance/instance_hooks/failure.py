"""How a hook ends when something is wrong: with a sentence that CodeDeploy shows, and the deployment with it."""


class HookFailed(Exception):
    """The message is the sentence that a person reads in the deployment."""
