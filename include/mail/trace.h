/* The envelope of a mail that lies in a mailbox, from the trace fields that the server wrote on
 * top: Return-Path (RFC 5321 §4.4), Delivered-To (RFC 9228), X-Original-To (Postfix).
 *
 * Only fields above the second Received line count, the topmost of each name: what stands below it
 * came with the mail, and anybody can have written it.
 */
#pragma once

#include <glib.h>

typedef struct {
	char *sender;    /* "" is the null return path; NULL unknown */
	char *recipient; /* with its +detail where the server tells it; NULL unknown */
} KwTrace;

void kw_trace_clear(KwTrace *trace);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwTrace, kw_trace_clear)

/* `own_name` (may be NULL) is the user name of the mailbox: a Delivered-To that says only in whose
 * mailbox the mail lies tells nothing of the envelope, and is unknown. Valid UTF-8, one line. */
void kw_trace_read(const void *bytes, size_t length, const char *own_name, KwTrace *out_trace);
