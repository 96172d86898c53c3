/* Formulas as trees. */
#ifndef TREE_H
#define TREE_H

#include "arena.h"
#include "buffer.h"
#include "value.h"

enum node_kind { N_VALUE, N_COLUMN, N_UNARY, N_BINARY, N_CHOICE, N_CALL };

enum { MAX_ARGUMENTS = 4 };

struct node {
    enum node_kind kind;
    struct value value;
    int column;
    const char *operator;
    int function;
    int count;
    struct node *parts[MAX_ARGUMENTS];
};

struct node *tree_value(struct arena *arena, struct value value);
struct node *tree_column(struct arena *arena, int column);
struct node *tree_operation(struct arena *arena, const char *operator, struct node *left, struct node *right);
struct node *tree_choice(struct arena *arena, struct node *condition, struct node *yes, struct node *no);
struct node *tree_call(struct arena *arena, int function);
void tree_print(const struct node *node, struct buffer *out);

#endif
