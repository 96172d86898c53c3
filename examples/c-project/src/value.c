#include "value.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct value value_number(double number)
{
    return (struct value){.kind = NUMBER, .number = number};
}

struct value value_text(const char *text)
{
    return (struct value){.kind = TEXT, .text = text};
}

struct value value_read(const char *text)
{
    char *end;
    double number;

    if (!*text || isspace((unsigned char)*text))
        return value_text(text);
    errno = 0;
    number = strtod(text, &end);
    if (*end || errno || !isfinite(number))
        return value_text(text);
    return value_number(number);
}

double value_as_number(struct value value)
{
    if (value.kind == NUMBER)
        return value.number;
    return strtod(value.text, NULL);
}

const char *value_as_text(struct value value, struct arena *arena)
{
    struct buffer buffer = {0};
    const char *text;

    if (value.kind == TEXT)
        return value.text;
    value_print(value, &buffer);
    text = arena_text(arena, buffer.text, buffer.length);
    buffer_free(&buffer);
    return text;
}

bool value_is_true(struct value value)
{
    return value.kind == NUMBER ? value.number != 0 : *value.text != 0;
}

int value_compare(struct value a, struct value b)
{
    if (a.kind != b.kind)
        return a.kind == NUMBER ? -1 : 1;
    if (a.kind == TEXT)
        return strcmp(a.text, b.text);
    return a.number < b.number ? -1 : a.number > b.number;
}

void value_print(struct value value, struct buffer *out)
{
    if (value.kind == TEXT)
        buffer_append(out, value.text, strlen(value.text));
    else if (value.number == floor(value.number) && fabs(value.number) < 1e15)
        buffer_format(out, "%.0f", value.number);
    else
        buffer_format(out, "%.6g", value.number);
}
