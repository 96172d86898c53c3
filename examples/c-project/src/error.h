/* Errors end the program: a spreadsheet that is half computed helps nobody. */
#ifndef ERROR_H
#define ERROR_H

#include <stdnoreturn.h>

extern const char *program_name;

/* Prints "program: place:line: message" and exits with 1. `place` may be NULL. */
noreturn void fail_at(const char *place, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same without a place. */
noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
