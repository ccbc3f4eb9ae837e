"""The worker on the queue of parcels: `handler` takes messages off the queue, `work` does what they ask for."""
