#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *program_name = "sheet";

static noreturn void end(const char *place, int line, const char *format, va_list arguments)
{
    fflush(stdout);
    fprintf(stderr, "%s: ", program_name);
    if (place && line > 0)
        fprintf(stderr, "%s:%d: ", place, line);
    else if (place)
        fprintf(stderr, "%s: ", place);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

noreturn void fail_at(const char *place, int line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    end(place, line, format, arguments);
}

noreturn void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    end(NULL, 0, format, arguments);
}
