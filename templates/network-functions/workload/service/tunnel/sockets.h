/* Where GENEVE arrives, and where its answers leave. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

/* Opens `count` UDP sockets at `address`; the kernel gives each a share of the outer flows. Each tells the address that
 * a datagram was sent to (IP_PKTINFO). Returns false after having logged why. */
bool sockets_open(const struct sockaddr_in *address, int *sockets, unsigned count);

/* A socket for whole IPv4 packets: the source port of an answer is the load balancer's, so no UDP socket could send it.
 * It receives nothing. Returns -1 after having logged why. */
int sockets_open_raw(void);

/* Datagrams that the kernel dropped because a socket was full. */
unsigned long sockets_overflows(const int *sockets, unsigned count);
