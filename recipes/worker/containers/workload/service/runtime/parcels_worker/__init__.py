"""The worker on the queue of parcels: `messages` takes them off it, `work` does what they ask for."""
