/* The log: one JSON object a line, on the standard error. */
#pragma once

/* Writes {"level", "event"}; the event is one sentence, made as by printf, of at most 400 bytes. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
