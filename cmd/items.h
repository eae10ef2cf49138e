/* The files of the command `items`. */
#pragma once

#include "cmd.h"

#include "store/items.h"

/* The item that a command line names ("12", "#12"); an error that says so where there is none. */
KwItem *kw_items_get(KwContext *cx, const char *text, GError **error);

int kw_items_list_verb(KwContext *cx, int argc, char **argv, GError **error);
int kw_items_show_verb(KwContext *cx, int argc, char **argv, GError **error);
int kw_items_merge_verb(KwContext *cx, int argc, char **argv, GError **error);
int kw_items_split_verb(KwContext *cx, int argc, char **argv, GError **error);
