#include "geneve.h"

#include "bytes.h"

#include <string.h>

#define WORD 4U
#define OPTION_HEADER 4U
#define CONTROL 0x80U
#define CRITICAL 0x40U
#define IPV4 0x0800U
#define IPV6 0x86DDU

/* Whether the options fill the space that the header gives them exactly. A receiver of the answer would stumble too. */
static bool options_fit(const uint8_t *options, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (length - at < OPTION_HEADER)
            return false;
        size_t option = OPTION_HEADER + (options[at + 3] & 0x1FU) * WORD;
        if (option > length - at)
            return false;
        at += option;
    }
    return true;
}

enum drop geneve_read(const uint8_t *datagram, size_t length, struct geneve *geneve, unsigned *ip_version,
                      size_t *header)
{
    if (length < GENEVE_HEADER)
        return DROP_geneve_truncated;
    if (datagram[0] >> 6 != 0)
        return DROP_geneve_version;
    size_t options = (datagram[0] & 0x3FU) * WORD;
    if (options > length - GENEVE_HEADER || !options_fit(datagram + GENEVE_HEADER, options))
        return DROP_geneve_options;
    if (datagram[1] & CONTROL)
        return DROP_geneve_control;
    switch (read_16(datagram + 2)) {
    case IPV4:
        *ip_version = 4;
        break;
    case IPV6:
        *ip_version = 6;
        break;
    default:
        return DROP_geneve_protocol;
    }
    memcpy(geneve->vni, datagram + 4, sizeof geneve->vni);
    geneve->critical = (datagram[1] & CRITICAL) != 0;
    geneve->options_length = (uint8_t)options;
    memcpy(geneve->options, datagram + GENEVE_HEADER, options);
    *header = GENEVE_HEADER + options;
    return DROP_NOTHING;
}

size_t geneve_write(uint8_t *at, const struct geneve *geneve, unsigned ip_version)
{
    at[0] = (uint8_t)(geneve->options_length / WORD);
    at[1] = geneve->critical ? CRITICAL : 0;
    write_16(at + 2, ip_version == 4 ? IPV4 : IPV6);
    memcpy(at + 4, geneve->vni, sizeof geneve->vni);
    at[7] = 0;
    memcpy(at + GENEVE_HEADER, geneve->options, geneve->options_length);
    return geneve_length(geneve);
}
