/* What the process may do. */
#pragma once

#include <stdbool.h>

/* Gives up every capability of the calling thread and of those it starts: after the start, none is needed to move
 * packets, and packets are what an attacker sends. Returns false if the kernel refuses (errno says why). */
bool privileges_drop(void);
