/* Damaged packets, the same ones for the same seed. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The next number of a sequence; `state` is not 0. */
uint64_t random_number(uint64_t *state);

/* Cuts, flips and overwrites up to seven places, mostly near the start where the headers are. Returns the new length. */
size_t mutate(uint8_t *bytes, size_t length, uint64_t *state);
