"""Makes an existing repository one that was made from the template, and can be updated from then on."""
