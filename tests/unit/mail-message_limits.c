/* mail/message: the ceilings on depth, parts and bytes, and every mail of the shared corpora within
 * them. */
#include "mail/message.h"
#include "base/error.h"

#include "../support/message_fixture.h"

#include <string.h>

static void test_depth(void)
{
	KwMessageLimits five = {.max_depth = 5};
	static const char *const names[] = {"message/nested-multipart.eml",
					    "message/nested-message.eml"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GBytes) bytes = kw_testing_corpus(names[i]);
		g_autoptr(KwMessage) m = kw_message_parse(g_bytes_get_data(bytes, NULL),
							  g_bytes_get_size(bytes), &five, NULL);
		const KwPart *part;
		int depth = 0;

		g_assert_nonnull(m);
		part = m->root;
		while (part->children || part->message) {
			part = part->children ? child(part, 0) : part->message->root;
			depth++;
		}
		g_assert_cmpint(depth, ==, 5);
		g_assert_true(part->unread);
		g_assert_cmpstr(part->description, ==, "nested too deep");
		g_assert_cmpuint(g_bytes_get_size(part->bytes), >, 100);
	}
}

static GString *many_parts(int parts, const char *boundary, const char *declared)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "From: a@x.jp\nContent-Type: multipart/mixed; %s\n\n",
			       declared);
	for (int i = 0; i < parts; i++)
		g_string_append_printf(text, "--%s\n\n", boundary);
	return text;
}

static void test_parts(void)
{
	static const char *const declared[] = {
		"boundary=b",       "boundary=\"b\"",    "BOUNDARY =\n\t\"b\"",
		"boundary*=''b",    "boundary*0=b",      "boundary=\"=?utf-8?Q?b?=\"",
		"boundary=\"\\b\"", "x=y; boundary=b;z", "(c) boundary(c)=b",
	};
	KwMessageLimits few = {.max_parts = 3};

	for (guint i = 0; i < G_N_ELEMENTS(declared); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) text = many_parts(50000, "b", declared[i]);

		g_assert_null(kw_message_parse(text->str, text->len, NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA,
					"message: 50000 MIME parts, limit 1000");
	}
	for (int parts = 3; parts <= 4; parts++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) text = many_parts(parts, "b", "boundary=b");
		g_autoptr(KwMessage) m = kw_message_parse(text->str, text->len, &few, &error);

		g_assert_cmpint(m != NULL, ==, parts == 3);
		g_assert_cmpint(error != NULL, ==, parts == 4);
	}
	/* few parts, but a nest of boundaries with which every line would be compared */
	g_autoptr(GString) nest = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < 900; i++)
		g_string_append_printf(
			nest, "Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n", i, i);
	for (int i = 0; i < 200000; i++)
		g_string_append(nest, "--z\n");
	g_assert_null(kw_message_parse(nest->str, nest->len, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "900 boundaries and 200900 lines");
	/* a rule of dashes in a text is no part */
	g_autoptr(GString) rules = g_string_new("Subject: x\n\n");
	for (int i = 0; i < 5000; i++)
		g_string_append(rules, "--\n-----\nboundary of the land\n");
	g_autoptr(KwMessage) m = read_text(rules->str);
	g_assert_cmpint(m->parts, ==, 1);
}

/* Parts that the first look does not see, because they are encoded. */
static void test_hidden_parts(void)
{
	g_autoptr(GString) inner = many_parts(600, "b", "boundary=b");
	g_autofree char *encoded = g_base64_encode((const guchar *)inner->str, inner->len);
	g_autoptr(GString) text = g_string_new("Content-Type: multipart/mixed; boundary=o\n\n");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 2; i++)
		g_string_append_printf(text,
				       "--o\nContent-Type: message/rfc822\n"
				       "Content-Transfer-Encoding: base64\n\n%s\n",
				       encoded);
	g_assert_null(kw_message_parse(text->str, text->len, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "MIME parts, limit 1000");
}

static void test_ceilings(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	g_assert_null(kw_message_parse("", 0, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "message: empty");
	for (int i = 0; i < 3000; i++)
		g_string_append_printf(text, "X-%d: %d\n", i, i);
	g_string_append(text, "\nbody\n");
	g_autoptr(KwMessage) m = read_text(text->str);
	g_assert_cmpuint(m->headers->len, ==, 1000);
	assert_body(m, "body");
	while (text->len <= 1024 * 1024)
		g_string_prepend(text, "X: 0123456789012345678901234567890123456789012345678901\n");
	g_assert_null(kw_message_parse(text->str, text->len, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "header bytes, limit 1048576");
}

/* Every file of the shared corpora can be read, and most facts of a few are known by heart. */
static void test_corpora(void)
{
	const char *folder = kw_testing_shared_corpora();
	g_autofree char *path = folder ? g_build_filename(folder, "samples", "charset", NULL)
				       : NULL;
	g_autoptr(GDir) dir = path ? g_dir_open(path, 0, NULL) : NULL;
	const char *name;
	int files = 0;

	if (!dir) {
		g_test_message("passed without samples: there is no folder of test sets here");
		return;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(path, name, NULL), *data = NULL;
		g_autoptr(GError) error = NULL;
		gsize length;

		g_assert_true(g_file_get_contents(file, &data, &length, NULL));
		g_autoptr(KwMessage) m = kw_message_parse(data, length, NULL, &error);
		kw_assert_ok(error);
		g_assert_null(strstr(m->subject, "�"));
		g_autoptr(GPtrArray) attached = kw_message_attachments(m);
		g_assert_true(kw_message_body(m, NULL, NULL) || attached->len);
		for (guint i = 0; i < attached->len; i++)
			g_assert_true(g_str_has_suffix(((const KwPart *)attached->pdata[i])->name,
						       ".pdf"));
		files++;
	}
	g_assert_cmpint(files, >, 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/depth", test_depth);
	g_test_add_func("/message/parts", test_parts);
	g_test_add_func("/message/hidden-parts", test_hidden_parts);
	g_test_add_func("/message/ceilings", test_ceilings);
	g_test_add_func("/message/corpora", test_corpora);
	return g_test_run();
}
