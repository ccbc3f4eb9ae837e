"""The worker on the queue of parcels: `handler` takes messages off it, `work` does what they ask for."""
