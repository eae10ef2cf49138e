/* mail/trace: which fields on top of a delivered mail are the server's, and what they say */
#include "mail/trace.h"

#include "../support/testing.h"

#include <string.h>

static void test_read(void)
{
	static const struct {
		const char *mail, *own_name, *sender, *recipient;
	} cases[] = {
		/* Postfix, Dovecot LMTP, Gmail */
		{"Return-Path: <a@b.example>\nX-Original-To: k+t@n.example\nDelivered-To: "
		 "k@n.example\n"
		 "Received: by mx\nFrom: x@y\n\n",
		 NULL, "a@b.example", "k+t@n.example"},
		{"Return-Path: <a@b.example>\r\nDelivered-To: k+t@n.example\r\nReceived: by "
		 "mx\r\n\r\n",
		 NULL, "a@b.example", "k+t@n.example"},
		{"Delivered-To: k@n.example\nReceived: by 2002:a\nX-Received: by x\n"
		 "Return-Path: <a@b.example>\nReceived: from a\n\n",
		 NULL, "a@b.example", "k@n.example"},
		/* a bounce */
		{"Return-Path: <>\nDelivered-To: <k@n.example>\n\n", NULL, "", "k@n.example"},
		/* what came with the mail counts for nothing */
		{"Received: by mx\nReceived: by a\nReturn-Path: <x@y>\nDelivered-To: k@n\n\n", NULL,
		 NULL, NULL},
		{"Return-Path: <a@b>\nReceived: by mx\nReceived: by a\nReturn-Path: <x@y>\n\n",
		 NULL, "a@b", NULL},
		{"Return-Path: <a@b>\nReturn-Path: <x@y>\nDelivered-To: k@n\nDelivered-To: l@n\n\n",
		 NULL, "a@b", "k@n"},
		/* a sender's own X-Original-To does not win over the server's Delivered-To */
		{"Delivered-To: k@n\nReceived: by mx\nX-Original-To: other@n\n\n", NULL, NULL,
		 "k@n"},
		/* in whose mailbox it lies is no envelope */
		{"Delivered-To: Works@n.example\n\n", "works", NULL, NULL},
		{"Delivered-To: works@n.example\n\n", "works@n.example", NULL, NULL},
		{"Delivered-To: works\n\n", "works", NULL, NULL},
		{"Delivered-To: works+t@n.example\n\n", "works", NULL, "works+t@n.example"},
		{"Delivered-To: worksop@n.example\n\n", "works", NULL, "worksop@n.example"},
		{"Delivered-To: works@other.example\n\n", "works@n.example", NULL,
		 "works@other.example"},
		/* nothing that can be used */
		{"Return-Path:\nDelivered-To: <>\n\n", NULL, NULL, NULL},
		{"Return-Path: <a@b> <c@d>\nDelivered-To: a, b\n\n", NULL, NULL, NULL},
		{"Delivered-To: \xff@n\n\n", NULL, NULL, "\xef\xbf\xbd@n"},
		{"Return-Path: <a@b", NULL, NULL, NULL},
		{"", NULL, NULL, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(KwTrace) trace = {0};

		kw_trace_read(cases[i].mail, strlen(cases[i].mail), cases[i].own_name, &trace);
		g_assert_cmpstr(trace.sender, ==, cases[i].sender);
		g_assert_cmpstr(trace.recipient, ==, cases[i].recipient);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/trace/read", test_read);
	return g_test_run();
}
