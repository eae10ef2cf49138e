/* base/template: every case of the Mustache specification where it is at hand, and our own: errors
 * with their line, the two kinds of escaping, what is false, the ceilings. */
#include "base/template.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static const char *partial_of(const char *name, gpointer user)
{
	JsonObject *partials = user;

	return partials ? json_object_get_string_member_with_default(partials, name, NULL) : NULL;
}

static char *render(const char *source, const char *json, KwTemplateEscape escape,
		    const char *partials, GError **error)
{
	g_autoptr(JsonNode) data = json ? json_from_string(json, NULL) : NULL;
	g_autoptr(JsonNode) more = partials ? json_from_string(partials, NULL) : NULL;

	g_assert_true(!json || data);
	g_assert_true(!partials || more);
	return kw_template_render("t.mustache", source, data, escape, partial_of,
				  more ? json_node_get_object(more) : NULL, error);
}

static int run_specification(const char *path)
{
	g_autoptr(JsonParser) parser = json_parser_new();
	g_autoptr(GError) error = NULL;
	JsonArray *tests;

	json_parser_load_from_file(parser, path, &error);
	kw_assert_ok(error);
	tests = json_object_get_array_member(json_node_get_object(json_parser_get_root(parser)),
					     "tests");
	for (guint i = 0; i < json_array_get_length(tests); i++) {
		JsonObject *test = json_array_get_object_element(tests, i);
		JsonObject *partials = json_object_has_member(test, "partials")
					       ? json_object_get_object_member(test, "partials")
					       : NULL;
		const char *name = json_object_get_string_member(test, "name");
		const char *wanted = json_object_get_string_member(test, "expected");
		g_autofree char *got =
			kw_template_render(name, json_object_get_string_member(test, "template"),
					   json_object_get_member(test, "data"), KW_TEMPLATE_HTML,
					   partial_of, partials, &error);

		kw_assert_ok(error);
		if (strcmp(got, wanted) != 0)
			g_error("%s: %s: wanted \"%s\", got \"%s\"", path, name, wanted, got);
	}
	return (int)json_array_get_length(tests);
}

static void test_specification(void)
{
	static const char *const files[] = {"comments", "delimiters", "interpolation",
					    "inverted", "partials",   "sections"};
	const char *corpora = kw_testing_shared_corpora();
	int cases = 0;

	if (!corpora) {
		g_test_skip("the Mustache specification is not here (KW_CORPORA)");
		return;
	}
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *name = g_strconcat(files[i], ".json", NULL);
		g_autofree char *path = g_build_filename(corpora, "mustache-spec", name, NULL);

		cases += run_specification(path);
	}
	g_test_message("%d cases of the specification", cases);
	g_assert_cmpint(cases, >, 120);
}

static void test_render(void)
{
	static const struct {
		const char *source, *json, *wanted;
	} cases[] = {
		{"", NULL, ""},
		{"瓦版 {{x}}{{{x}}}{{.}}", NULL, "瓦版 "},
		{"{{x}} {{{x}}} {{&x}}", "{\"x\":\"<&'\\\"\"}", "<&'\" <&'\" <&'\""},
		{"{{a}} {{b}} {{c}} {{d}} {{e}} {{f}}",
		 "{\"a\":85,\"b\":2.0,\"c\":1.21,\"d\":0.1,\"e\":-9223372036854775808,\"f\":0}",
		 "85 2 1.21 0.1 -9223372036854775808 0"},
		{"{{t}} {{f}} {{n}}|{{o}}|{{l}}|",
		 "{\"t\":true,\"f\":false,\"n\":null,\"o\":{\"a\":1},\"l\":[1,2]}",
		 "true false |||"},
		/* what is false */
		{"{{#a}}x{{/a}}{{#b}}x{{/b}}{{#c}}x{{/c}}{{#d}}x{{/d}}{{#e}}x{{/e}}{{#f}}x{{/f}}"
		 "{{#g}}x{{/g}}|{{^a}}1{{/a}}{{^b}}2{{/b}}{{^c}}3{{/c}}{{^d}}4{{/d}}{{^e}}5{{/e}}"
		 "{{^f}}6{{/f}}{{^g}}7{{/g}}",
		 "{\"a\":null,\"b\":false,\"c\":0,\"d\":\"\",\"e\":[],\"f\":0.0}", "|1234567"},
		{"{{#a}}[{{.}}]{{/a}}{{#b}}[{{.}}]{{/b}}{{#o}}[{{x}}]{{/o}}",
		 "{\"a\":\"x\",\"b\":[0,\"\",false],\"o\":{},\"x\":1}", "[x][0][][false][1]"},
		/* null inside hides what is outside; an absent piece does not fall back */
		{"{{#o}}[{{x}}][{{a.x}}]{{/o}}", "{\"x\":1,\"o\":{\"x\":null,\"a\":{}}}", "[][]"},
		{"{{#list}}\n- {{name}}\n{{/list}}\nend\n",
		 "{\"list\":[{\"name\":\"a\"},{\"name\":\"b\"}]}", "- a\n- b\nend\n"},
		{"a\r\n  {{! one\n two }}  \r\nb {{! in }} c\n", NULL, "a\r\nb  c\n"},
		{"{{=<% %>=}}<%x%> {{x}} <%{x}%><%={{ }}=%> {{x}}", "{\"x\":7}", "7 {{x}} 7 7"},
		{"}} { {x} {{x}}}", "{\"x\":1}", "}} { {x} 1}"},
		{"{{a.b.c}}{{#a.b}}{{c}}{{/a.b}}", "{\"a\":{\"b\":{\"c\":1}}}", "11"},
		{"{{\n x \n}}", "{\"x\":1}", "1"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got =
			render(cases[i].source, cases[i].json, KW_TEMPLATE_TEXT, NULL, &error);

		kw_assert_ok(error);
		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
}

static void test_html(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *got = render("<a title='{{x}}'>{{#x}}{{.}}{{/x}}{{{x}}}</a>{{>p}}",
				      "{\"x\":\"<&'\\\"é\"}", KW_TEMPLATE_HTML, "{\"p\":\"{{x}}\"}",
				      &error);

	kw_assert_ok(error);
	g_assert_cmpstr(got, ==,
			"<a title='&lt;&amp;&#39;&quot;é'>&lt;&amp;&#39;&quot;é<&'\"é</a>"
			"&lt;&amp;&#39;&quot;é");
}

static void test_partials(void)
{
	static const struct {
		const char *source, *json, *partials, *wanted;
	} cases[] = {
		{"[{{>none}}]", "{}", NULL, "[]"},
		{"[{{> ja/foot.txt }}]", "{\"x\":1}", "{\"ja/foot.txt\":\"{{x}}\"}", "[1]"},
		/* lines of the partial are indented, lines of values and empty lines are not */
		{"  {{>p}}\nend", "{\"x\":\"a\\nb\"}", "{\"p\":\"one\\n\\n{{x}}\\n\"}",
		 "  one\n\n  a\nb\nend"},
		{"\t{{>p}}\r\nend", "{}", "{\"p\":\"one\\r\\n\\r\\ntwo\\r\\n\"}",
		 "\tone\r\n\r\n\ttwo\r\nend"},
		/* the same partial with two indentations is two texts */
		{"{{>p}}\n {{>p}}\n{{>p}}\n", "{}", "{\"p\":\"x\\n\"}", "x\n x\nx\n"},
		{"{{#tree}}{{>node}}{{/tree}}",
		 "{\"tree\":{\"n\":1,\"sub\":[{\"n\":2,\"sub\":[]},{\"n\":3,\"sub\":[{\"n\":4,"
		 "\"sub\":[]}]}]}}",
		 "{\"node\":\"({{n}}{{#sub}}{{>node}}{{/sub}})\"}", "(1(2)(3(4)))"},
		{"{{=| |=}}|>p|{{x}}", "{\"x\":1}", "{\"p\":\"{{x}}|x|\"}", "1|x|{{x}}"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got = render(cases[i].source, cases[i].json, KW_TEMPLATE_TEXT,
					      cases[i].partials, &error);

		kw_assert_ok(error);
		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
	g_autofree char *none =
		kw_template_render("t", "[{{>p}}]", NULL, KW_TEMPLATE_TEXT, NULL, NULL, NULL);
	g_assert_cmpstr(none, ==, "[]");
}

static void test_errors(void)
{
	static const struct {
		const char *source, *part;
	} cases[] = {
		{"a\nb {{x", "t.mustache:2: a tag that begins here has no end \"}}\""},
		{"{{{x}}", "no end \"}}}\""},
		{"{{! comment", "t.mustache:1: a tag"},
		{"a\n{{#x}}\n{{y}}\n", "t.mustache:2: section \"x\" has no end"},
		{"{{#x}}\n{{/y}}", "t.mustache:2: section \"y\" ends inside of \"x\" (line 1)"},
		{"\n\n{{/y}}", "t.mustache:3: section \"y\" ends but never began"},
		{"{{#a}}{{#b}}{{/a}}{{/b}}", "section \"a\" ends inside of \"b\""},
		{"{{}}", "no usable name"},
		{"{{ }}", "no usable name"},
		{"{{a b}}", "tag \"a b\" has no usable name"},
		{"{{ #a }}", "tag \"#a\" has no usable name"},
		{"{{a..b}}", "no usable name"},
		{"{{a.}}", "no usable name"},
		{"{{#.a}}{{/.a}}", "no usable name"},
		{"{{<parent}}{{/parent}}", "tag \"<parent\": no such kind of tag"},
		{"{{$block}}", "no such kind of tag"},
		{"{{=x=}}", "two delimiters are wanted"},
		{"{{=x y z=}}", "two delimiters are wanted"},
		{"{{= =}}", "two delimiters are wanted"},
		{"{{=12345678901234567 x=}}", "two delimiters are wanted"},
		{"\n{{>bad}}", "bad:3: section \"x\" has no end"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(render(cases[i].source, "{}", KW_TEMPLATE_TEXT,
				     "{\"bad\":\"1\\n2\\n{{#x}}\"}", &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
}

static char *repeat(const char *text, guint times)
{
	GString *out = g_string_new(NULL);

	while (times--)
		g_string_append(out, text);
	return g_string_free(out, FALSE);
}

static void test_ceilings(void)
{
	g_autofree char *deep = repeat("{{#a}}", 65);
	g_autofree char *zeros = repeat("0,", 3000);
	g_autofree char *list = g_strdup_printf("{\"l\":[%s0],\"s\":\"%01000d\"}", zeros, 0);
	const struct {
		const char *source, *partials, *part;
	} cases[] = {
		{"{{>p}}", "{\"p\":\"\\n{{>p}}\"}", "p:2: partials are nested deeper than 32"},
		{" {{>p}}", "{\"p\":\" {{>p}}\"}", "p:1: partials are nested deeper than 32"},
		{"{{#l}}{{#l}}{{s}}{{/l}}{{/l}}", NULL, "the output has more bytes than 8388608"},
		{"{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}", NULL, "rendering takes more steps than"},
		{"{{>p}}{{>p}}",
		 "{\"p\":\"{{#l}}{{#l}}{{>q}}{{/l}}{{/l}}\",\"q\":\"{{^s}}{{/s}}\"}",
		 "rendering takes more steps than"},
		{deep, NULL, "t.mustache:1: section \"a\": nested deeper than 64"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(
			render(cases[i].source, list, KW_TEMPLATE_TEXT, cases[i].partials, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template/specification", test_specification);
	g_test_add_func("/template/render", test_render);
	g_test_add_func("/template/html", test_html);
	g_test_add_func("/template/partials", test_partials);
	g_test_add_func("/template/errors", test_errors);
	g_test_add_func("/template/ceilings", test_ceilings);
	return g_test_run();
}
