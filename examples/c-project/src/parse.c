#include "parse.h"

#include <string.h>

#include "error.h"
#include "functions.h"
#include "token.h"

struct parser {
    struct lexer lexer;
    struct token token;
    struct table *table;
};

static const char *const levels[][5] = {
    {"||"}, {"&&"}, {"=", "!=", "<", "<=", NULL}, {">", ">="}, {"&"}, {"+", "-"}, {"*", "/", "%"},
};

enum { LEVELS = sizeof levels / sizeof *levels };

static struct node *choice(struct parser *parser);

static void advance(struct parser *parser)
{
    parser->token = token_next(&parser->lexer);
}

static int at_operator(const struct parser *parser, const char *operator)
{
    return parser->token.kind == T_OPERATOR && strcmp(parser->token.text, operator) == 0;
}

static void expect(struct parser *parser, const char *operator)
{
    if (!at_operator(parser, operator))
        fail("%s: `%s' is missing at %d", parser->lexer.formula, operator, parser->token.position);
    advance(parser);
}

static struct node *call(struct parser *parser, const char *name)
{
    int function = function_find(name);
    struct node *node;

    if (function < 0)
        fail("%s: there is no function %s", parser->lexer.formula, name);
    node = tree_call(&parser->table->arena, function);
    expect(parser, "(");
    while (!at_operator(parser, ")")) {
        if (node->count)
            expect(parser, ",");
        if (node->count == MAX_ARGUMENTS)
            fail("%s: too many arguments of %s", parser->lexer.formula, name);
        node->parts[node->count++] = choice(parser);
    }
    expect(parser, ")");
    if (node->count < functions[function].least || node->count > functions[function].most)
        fail("%s: %s takes %d to %d arguments", parser->lexer.formula, name, functions[function].least,
             functions[function].most);
    return node;
}

static struct node *primary(struct parser *parser)
{
    struct token token = parser->token;
    struct arena *arena = &parser->table->arena;
    struct node *node;

    switch (token.kind) {
    case T_NUMBER:
        advance(parser);
        return tree_value(arena, value_number(token.number));
    case T_TEXT:
        advance(parser);
        return tree_value(arena, value_text(token.text));
    case T_NAME:
        advance(parser);
        if (at_operator(parser, "("))
            return call(parser, token.text);
        return tree_column(arena, table_column(parser->table, token.text));
    default:
        break;
    }
    if (at_operator(parser, "(")) {
        advance(parser);
        node = choice(parser);
        expect(parser, ")");
        return node;
    }
    if (at_operator(parser, "-") || at_operator(parser, "!")) {
        advance(parser);
        return tree_operation(arena, token.text, primary(parser), NULL);
    }
    fail("%s: a value is missing at %d", parser->lexer.formula, token.position);
}

static struct node *binary(struct parser *parser, int level)
{
    struct node *left;

    if (level == LEVELS)
        return primary(parser);
    left = binary(parser, level + 1);
    for (int i = 0; i < 5 && levels[level][i]; i++)
        if (at_operator(parser, levels[level][i])) {
            advance(parser);
            left = tree_operation(&parser->table->arena, levels[level][i], left, binary(parser, level + 1));
            i = -1;
        }
    return left;
}

static struct node *choice(struct parser *parser)
{
    struct node *condition = binary(parser, 0), *yes;

    if (!at_operator(parser, "?"))
        return condition;
    advance(parser);
    yes = choice(parser);
    expect(parser, ":");
    return tree_choice(&parser->table->arena, condition, yes, choice(parser));
}

struct node *parse_formula(const char *formula, struct table *table)
{
    struct parser parser = {{formula, formula, &table->arena}, {T_END, 0, "", 0}, table};
    struct node *node;

    advance(&parser);
    node = choice(&parser);
    if (parser.token.kind != T_END)
        fail("%s: text after the formula at %d", formula, parser.token.position);
    return node;
}
