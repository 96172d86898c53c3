/* Widths and cases of text in UTF-8. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>

/* How many characters `text` has; bytes that are not UTF-8 count one each. */
size_t utf8_count(const char *text);

/* The byte offset of character `index`, or the length of `text`. */
size_t utf8_offset(const char *text, size_t index);

/* Changes ASCII letters in place. */
void utf8_upper(char *text);
void utf8_lower(char *text);

#endif
