#include "arguments.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>



static const char usage[] =
    "geneve-tunnel: takes GENEVE off packets of a Gateway Load Balancer and puts it back on their answers.\n"
    "  --device NAME         TUN device, made if it is not there (tunnel)\n"
    "  --address ADDRESS     IPv4 address that GENEVE arrives at (0.0.0.0: any)\n"
    "  --port NUMBER         UDP port that GENEVE arrives at (6081)\n"
    "  --mtu BYTES           largest inner packet, 1280 to 8500 (8500)\n"
    "  --flows NUMBER        flows that are remembered, 1024 to 4194304; 704 bytes each (262144)\n"
    "  --idle-seconds N      how long an idle TCP flow is remembered (350, as the load balancer does)\n"
    "  --other-idle-seconds N  the same for other protocols (120, as the load balancer does)\n"
    "  --threads NUMBER      threads, 1 to 64 (one for each core)\n"
    "  --statistics FILE     JSON, rewritten each second (none)\n";

__attribute__((noreturn, format(printf, 1, 2))) static void refuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("geneve-tunnel: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

static unsigned long number(const char *name, const char *value, unsigned long least, unsigned long most,
                            unsigned long usual)
{
    char *end = NULL;
    errno = 0;
    unsigned long read = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || read < least || read > most)
        refuse("%s %.40s is not a whole number from %lu to %lu, for example %s %lu.", name, value, least, most, name,
               usual);
    return read;
}

static void read_device(struct arguments *arguments, const char *value)
{
    size_t length = strlen(value);
    if (length == 0 || length >= sizeof arguments->device || strpbrk(value, "/%: \t\n") != NULL || value[0] == '.')
        refuse("--device %.40s is not a name of 1 to 15 letters and digits, for example --device tunnel.", value);
    memcpy(arguments->device, value, length + 1);
}

static void read_one(struct arguments *arguments, const char *name, const char *value)
{
    struct handler_limits *limits = &arguments->limits;
    if (strcmp(name, "--device") == 0)
        read_device(arguments, value);
    else if (strcmp(name, "--port") == 0)
        arguments->address.sin_port = htons((uint16_t)number(name, value, 1, 65535, 6081));
    else if (strcmp(name, "--mtu") == 0)
        limits->mtu = number(name, value, 1280, 8500, 8500);
    else if (strcmp(name, "--flows") == 0)
        limits->flows = number(name, value, 1024, 4194304, 262144);
    else if (strcmp(name, "--idle-seconds") == 0)
        limits->tcp_idle_seconds = (uint32_t)number(name, value, 1, 6000, 350);
    else if (strcmp(name, "--other-idle-seconds") == 0)
        limits->other_idle_seconds = (uint32_t)number(name, value, 1, 6000, 120);
    else if (strcmp(name, "--threads") == 0)
        arguments->threads = (unsigned)number(name, value, 1, ARGUMENTS_MAX_THREADS, 2);
    else if (strcmp(name, "--statistics") == 0)
        arguments->statistics = value;
    else if (strcmp(name, "--address") != 0)
        refuse("%.40s is not known; --help lists the arguments.", name);
    else if (inet_pton(AF_INET, value, &arguments->address.sin_addr) != 1)
        refuse("--address %.40s is not an IPv4 address, for example --address 10.0.1.10.", value);
}

static unsigned cores(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > ARGUMENTS_MAX_THREADS ? ARGUMENTS_MAX_THREADS : (unsigned)online;
}

struct arguments arguments_read(char **words)
{
    struct arguments arguments = {
        .device = "tunnel",
        .address = {.sin_family = AF_INET, .sin_port = htons(6081)},
        .threads = cores(),
        .limits = {.mtu = 8500, .flows = 262144, .tcp_idle_seconds = 350, .other_idle_seconds = 120},
    };
    for (words += *words != NULL; *words != NULL; words += 2) {
        if (strcmp(words[0], "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        }
        if (strncmp(words[0], "--", 2) == 0 && words[1] == NULL)
            refuse("%.40s has no value; --help lists the arguments.", words[0]);
        if (words[1] == NULL)
            refuse("%.40s is not known; --help lists the arguments.", words[0]);
        read_one(&arguments, words[0], words[1]);
    }
    return arguments;
}
