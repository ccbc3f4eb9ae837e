#include "mutations.h"

uint64_t random_number(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

size_t mutate(uint8_t *bytes, size_t length, uint64_t *state)
{
    for (uint64_t changes = random_number(state) % 8; changes > 0 && length > 0; changes--) {
        size_t at = random_number(state) % (random_number(state) % 4 ? (length < 128 ? length : 128) : length);
        static const uint8_t extremes[] = {0, 1, 0x3F, 0x7F, 0x80, 0xFE, 0xFF, 43, 44, 51, 58, 60};
        switch (random_number(state) % 4) {
        case 0:
            bytes[at] ^= (uint8_t)(1U << random_number(state) % 8);
            break;
        case 1:
            bytes[at] = extremes[random_number(state) % sizeof extremes];
            break;
        case 2:
            bytes[at] = (uint8_t)random_number(state);
            break;
        default:
            length = random_number(state) % 8 == 0 ? at : length;
        }
    }
    return length;
}
