/* Between outbox.c and outbox_claim.c. */
#pragma once

#include "store/outbox.h"
#include "table.h"

/* The columns that every statement with rows has, and the row of them (KwOutboxRow *). */
#define KW_OUTBOX_COLUMNS 18
gpointer kw_outbox_read(const KwRows *rows);
