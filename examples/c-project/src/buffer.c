#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

static void make_room(struct buffer *buffer, size_t more)
{
    size_t needed = buffer->length + more + 1;

    if (needed <= buffer->room)
        return;
    while (buffer->room < needed)
        buffer->room = buffer->room ? buffer->room * 2 : 64;
    buffer->text = realloc(buffer->text, buffer->room);
    if (!buffer->text)
        fail("out of memory");
}

void buffer_add(struct buffer *buffer, char c)
{
    make_room(buffer, 1);
    buffer->text[buffer->length++] = c;
    buffer->text[buffer->length] = 0;
}

void buffer_append(struct buffer *buffer, const char *text, size_t length)
{
    make_room(buffer, length);
    memcpy(buffer->text + buffer->length, text, length);
    buffer->length += length;
    buffer->text[buffer->length] = 0;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        fail("cannot format");
    make_room(buffer, (size_t)length);
    vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, again);
    va_end(again);
    buffer->length += (size_t)length;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    make_room(buffer, 0);
    buffer->text[0] = 0;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->text);
    memset(buffer, 0, sizeof *buffer);
}
