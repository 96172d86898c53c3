#include "utf8.h"

#include <ctype.h>
#include <string.h>

static size_t sequence_length(const char *text)
{
    unsigned char first = (unsigned char)*text;
    size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;

    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 1;
    return length;
}

size_t utf8_count(const char *text)
{
    size_t count = 0;

    for (; *text; text += sequence_length(text))
        count++;
    return count;
}

size_t utf8_offset(const char *text, size_t index)
{
    const char *at = text;

    while (*at && index-- > 0)
        at += sequence_length(at);
    return (size_t)(at - text);
}

void utf8_upper(char *text)
{
    for (; *text; text++)
        *text = (char)toupper((unsigned char)*text);
}

void utf8_lower(char *text)
{
    for (; *text; text++)
        *text = (char)tolower((unsigned char)*text);
}
