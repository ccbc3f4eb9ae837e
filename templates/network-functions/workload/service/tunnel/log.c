#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define EVENT 400
#define ESCAPED (6 * EVENT + 64)

/* Writes `text` as the inside of a JSON string: names of files and devices come from outside. */
static size_t escape(char *to, const char *text)
{
    size_t at = 0;
    for (; *text != '\0'; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter == '"' || letter == '\\') {
            to[at++] = '\\';
            to[at++] = *text;
        } else if (letter < ' ' || letter > '~') {
            at += (size_t)sprintf(to + at, "\\u%04x", letter);
        } else {
            to[at++] = *text;
        }
    }
    return at;
}

static void line(const char *level, const char *format, va_list arguments)
{
    char event[EVENT];
    vsnprintf(event, sizeof event, format, arguments);
    char text[ESCAPED];
    size_t length = (size_t)sprintf(text, "{\"level\": \"%s\", \"event\": \"", level);
    length += escape(text + length, event);
    length += (size_t)sprintf(text + length, "\"}\n");
    /* One call, so that lines of two threads do not mix. A log that nobody takes must not stop packets. */
    if (write(STDERR_FILENO, text, length) < 0)
        return;
}

void log_info(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    line("info", format, arguments);
    va_end(arguments);
}

void log_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    line("error", format, arguments);
    va_end(arguments);
}
