#include <string.h>

#include "functions.h"
#include "utf8.h"

static char *copy_of(const struct call *call, int argument)
{
    const char *text = value_as_text(call->arguments[argument], &call->table->arena);

    return arena_text(&call->table->arena, text, strlen(text));
}

struct value function_length(const struct call *call);
struct value function_length(const struct call *call)
{
    return value_number((double)utf8_count(copy_of(call, 0)));
}

struct value function_upper(const struct call *call);
struct value function_upper(const struct call *call)
{
    char *text = copy_of(call, 0);

    utf8_upper(text);
    return value_text(text);
}

struct value function_lower(const struct call *call);
struct value function_lower(const struct call *call)
{
    char *text = copy_of(call, 0);

    utf8_lower(text);
    return value_text(text);
}

struct value function_left(const struct call *call);
struct value function_left(const struct call *call)
{
    char *text = copy_of(call, 0);
    double count = value_as_number(call->arguments[1]);

    text[utf8_offset(text, count > 0 ? (size_t)count : 0)] = 0;
    return value_text(text);
}

struct value function_contains(const struct call *call);
struct value function_contains(const struct call *call)
{
    return value_number(strstr(copy_of(call, 0), copy_of(call, 1)) != NULL);
}

struct value function_replace(const struct call *call);
struct value function_replace(const struct call *call)
{
    const char *text = copy_of(call, 0), *old = copy_of(call, 1), *new = copy_of(call, 2);
    struct buffer out = {0};
    const char *found;
    struct value result;

    while (*old && (found = strstr(text, old))) {
        buffer_append(&out, text, (size_t)(found - text));
        buffer_append(&out, new, strlen(new));
        text = found + strlen(old);
    }
    buffer_append(&out, text, strlen(text));
    result = value_text(arena_text(&call->table->arena, out.text, out.length));
    buffer_free(&out);
    return result;
}
