#include "eval.h"

#include <math.h>
#include <string.h>

#include "functions.h"

static struct value joined(struct value a, struct value b, struct arena *arena)
{
    const char *left = value_as_text(a, arena), *right = value_as_text(b, arena);
    size_t length = strlen(left);
    char *text = arena_take(arena, length + strlen(right) + 1);

    memcpy(text, left, length);
    strcpy(text + length, right);
    return value_text(text);
}

static struct value operation(const char *operator, struct value a, struct value b, struct arena *arena)
{
    double x = value_as_number(a), y = value_as_number(b);

    switch (operator[0]) {
    case '+':
        return value_number(x + y);
    case '-':
        return value_number(x - y);
    case '*':
        return value_number(x * y);
    case '/':
        return value_number(y != 0 ? x / y : 0);
    case '%':
        return value_number(y != 0 ? fmod(x, y) : 0);
    case '=':
        return value_number(value_compare(a, b) == 0);
    case '!':
        return value_number(value_compare(a, b) != 0);
    case '<':
        return value_number(operator[1] ? value_compare(a, b) <= 0 : value_compare(a, b) < 0);
    case '>':
        return value_number(operator[1] ? value_compare(a, b) >= 0 : value_compare(a, b) > 0);
    default:
        return joined(a, b, arena);
    }
}

static struct value call(const struct node *node, struct table *table, int row, int column)
{
    struct value arguments[MAX_ARGUMENTS];
    struct call made = {table, row, column, arguments, node->count};

    for (int i = 0; i < node->count; i++)
        arguments[i] = evaluate(node->parts[i], table, row, column);
    return functions[node->function].compute(&made);
}

struct value evaluate(const struct node *node, struct table *table, int row, int column)
{
    struct value first;

    switch (node->kind) {
    case N_VALUE:
        return node->value;
    case N_COLUMN:
        return table->rows[row][node->column];
    case N_CALL:
        return call(node, table, row, column);
    default:
        break;
    }
    first = evaluate(node->parts[0], table, row, column);
    if (node->kind == N_CHOICE)
        return evaluate(node->parts[value_is_true(first) ? 1 : 2], table, row, column);
    if (node->kind == N_UNARY)
        return value_number(node->operator[0] == '-' ? -value_as_number(first) : !value_is_true(first));
    if (strcmp(node->operator, "&&") == 0 && !value_is_true(first))
        return value_number(0);
    if (strcmp(node->operator, "||") == 0 && value_is_true(first))
        return value_number(1);
    if (strcmp(node->operator, "&&") == 0 || strcmp(node->operator, "||") == 0)
        return value_number(value_is_true(evaluate(node->parts[1], table, row, column)));
    return operation(node->operator, first, evaluate(node->parts[1], table, row, column), &table->arena);
}
