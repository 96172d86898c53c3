#include "tree.h"

#include "functions.h"

static struct node *new_node(struct arena *arena, enum node_kind kind)
{
    struct node *node = arena_take(arena, sizeof *node);

    node->kind = kind;
    return node;
}

struct node *tree_value(struct arena *arena, struct value value)
{
    struct node *node = new_node(arena, N_VALUE);

    node->value = value;
    return node;
}

struct node *tree_column(struct arena *arena, int column)
{
    struct node *node = new_node(arena, N_COLUMN);

    node->column = column;
    return node;
}

struct node *tree_operation(struct arena *arena, const char *operator, struct node *left, struct node *right)
{
    struct node *node = new_node(arena, right ? N_BINARY : N_UNARY);

    node->operator = operator;
    node->parts[0] = left;
    node->parts[1] = right;
    node->count = right ? 2 : 1;
    return node;
}

struct node *tree_choice(struct arena *arena, struct node *condition, struct node *yes, struct node *no)
{
    struct node *node = new_node(arena, N_CHOICE);

    node->parts[0] = condition;
    node->parts[1] = yes;
    node->parts[2] = no;
    node->count = 3;
    return node;
}

struct node *tree_call(struct arena *arena, int function)
{
    struct node *node = new_node(arena, N_CALL);

    node->function = function;
    return node;
}

void tree_print(const struct node *node, struct buffer *out)
{
    switch (node->kind) {
    case N_VALUE:
        value_print(node->value, out);
        break;
    case N_COLUMN:
        buffer_format(out, "$%d", node->column);
        break;
    case N_CALL:
        buffer_format(out, "(%s", functions[node->function].name);
        break;
    default:
        buffer_format(out, "(%s", node->kind == N_CHOICE ? "?" : node->operator);
        break;
    }
    for (int i = 0; i < node->count; i++) {
        buffer_add(out, ' ');
        tree_print(node->parts[i], out);
    }
    if (node->kind != N_VALUE && node->kind != N_COLUMN)
        buffer_add(out, ')');
}
