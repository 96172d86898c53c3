/* The pieces of a formula. */
#ifndef TOKEN_H
#define TOKEN_H

#include "arena.h"

enum token_kind { T_END, T_NUMBER, T_TEXT, T_NAME, T_OPERATOR };

struct token {
    enum token_kind kind;
    double number;
    const char *text;
    int position;
};

struct lexer {
    const char *formula;
    const char *at;
    struct arena *arena;
};

struct token token_next(struct lexer *lexer);

#endif
