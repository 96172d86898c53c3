/* What a cell holds: a number or a text. */
#ifndef VALUE_H
#define VALUE_H

#include <stdbool.h>

#include "arena.h"
#include "buffer.h"

enum kind { NUMBER, TEXT };

struct value {
    enum kind kind;
    double number;
    const char *text;
};

struct value value_number(double number);
struct value value_text(const char *text);

/* A number if `text` is one, else the text. */
struct value value_read(const char *text);

double value_as_number(struct value value);
const char *value_as_text(struct value value, struct arena *arena);
bool value_is_true(struct value value);
int value_compare(struct value a, struct value b);
void value_print(struct value value, struct buffer *out);

#endif
