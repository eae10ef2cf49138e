/* render_data: every key that doc/templates.md names is there, and none that it does not name. */
#include "digest/render_data.h"

#include "../support/issue_fixture.h"

#define DOC "doc/templates.md"

static KwStory *bare_story(void)
{
	return issue_fixture_story(2, "information", "見出し", NULL);
}

static void free_origin(gpointer data)
{
	KwOrigin *origin = data;

	g_free(origin->sentence);
	g_free(origin->from);
	g_free(origin);
}

static void add_origin(KwStory *story, const char *part, const char *sentence, const char *from)
{
	KwOrigin *origin = g_new0(KwOrigin, 1);

	if (!story->origins)
		story->origins = g_ptr_array_new_with_free_func(free_origin);
	origin->part = part;
	origin->sentence = g_strdup(sentence);
	origin->from = g_strdup(from);
	g_ptr_array_add(story->origins, origin);
}

static JsonNode *data_of(const KwConfig *config, const KwWords *words, KwStory *first,
			 KwStory *shorter)
{
	g_autoptr(KwIssue) issue = issue_fixture_issue("weekly", 42);
	g_autoptr(GPtrArray) stories = issue_fixture_stories();
	g_autoptr(GPtrArray) shorts = issue_fixture_stories();
	g_autoptr(GError) error = NULL;
	JsonNode *data;

	g_ptr_array_add(stories, first);
	g_ptr_array_add(stories, issue_fixture_full_story(3, "this-week"));
	g_ptr_array_add(shorts, shorter);
	data = kw_render_data(config, words, issue, stories, shorts, NULL, ISSUE_FIXTURE_NOW,
			      &error);
	kw_assert_ok(error);
	return data;
}

/* The members of an object stand in the manual as `name`. */
static void assert_documented(const char *manual, JsonObject *object, const char *prefix)
{
	g_autoptr(GList) names = json_object_get_members(object);

	for (GList *n = names; n; n = n->next) {
		g_autofree char *quoted = g_strdup_printf("`%s%s`", prefix, (char *)n->data);

		if (!strstr(manual, quoted))
			g_error("%s lacks %s", DOC, quoted);
	}
}

/* The keys in the first column of the tables between two headings stand in one of the objects. */
static void assert_present(const char *manual, const char *from, const char *to, JsonObject *one)
{
	const char *start = strstr(manual, from);
	g_autofree char *part = NULL;
	g_auto(GStrv) lines = NULL;

	g_assert_nonnull(start);
	g_assert_nonnull(strstr(start, to));
	part = g_strndup(start, (gsize)(strstr(start, to) - start));
	lines = g_strsplit(part, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) cells = g_strsplit(*line, "|", 3);
		g_auto(GStrv) keys = NULL;

		if (g_strv_length(cells) < 3 || !strchr(cells[1], '`'))
			continue;
		keys = g_strsplit(cells[1], "`", -1);
		for (guint k = 1; k < g_strv_length(keys); k += 2)
			if (!json_object_has_member(one, keys[k]))
				g_error("%s names %s, which is not there", DOC, keys[k]);
	}
}

/* In English: there the comment, which is Japanese, has a language of its own. */
static void test_manual(void)
{
	static const char *const objects[] = {"selfcheck", "guide"};
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "en", "consult: {hours: 平日}\n");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwStory *full = issue_fixture_full_story(1, "today");
	g_autofree char *manual = NULL;

	g_assert_true(g_file_get_contents(DOC, &manual, NULL, NULL));
	full->is_revised = TRUE;
	add_origin(full, "who", "見分け方。", "products:fortigate.see");
	add_origin(full, "do", "更新する。", "actions:update-windows-restart.do");
	g_strlcpy(full->bulletin_on, "2026-11-17", sizeof(full->bulletin_on));
	g_autoptr(JsonNode) node = data_of(config, words, full, bare_story());
	JsonObject *root = json_node_get_object(node);
	JsonObject *story =
		json_array_get_object_element(json_object_get_array_member(root, "stories"), 0);

	assert_documented(manual, root, "");
	assert_documented(manual, story, "");
	for (size_t i = 0; i < G_N_ELEMENTS(objects); i++) {
		g_autofree char *prefix = g_strconcat(objects[i], ".", NULL);

		assert_documented(manual, json_object_get_object_member(root, objects[i]), prefix);
	}
	assert_present(manual, "## What a template sees", "A story, inside", root);
	assert_present(manual, "A story, inside", "## What letters of the consultation desk see",
		       story);
	kw_testing_remove(folder);
}

/* What a story does not have is absent, so that a section writes nothing. */
static void test_absent(void)
{
	static const char *const keys[] = {"why",        "comment",    "source_name", "source_id",
					   "source_day", "source_url", "credit",      "minutes"};
	static const char *const lists[] = {"has_who", "has_what", "has_todo", "has_ask"};
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwStory *empty = bare_story();

	empty->why = g_strdup("");
	g_autoptr(JsonNode) node = data_of(config, words, empty, bare_story());
	JsonObject *root = json_node_get_object(node);
	JsonObject *story =
		json_array_get_object_element(json_object_get_array_member(root, "stories"), 0);

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		g_assert_false(json_object_has_member(story, keys[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		g_assert_false(json_object_get_boolean_member(story, lists[i]));
	g_assert_cmpstr(json_object_get_string_member(story, "action"), ==, "見出し");
	g_assert_cmpint(json_object_get_int_member(root, "more_actions"), ==, 1);
	kw_testing_remove(folder);
}

#define GUIDE "publisher: p, summary: s, "
static const char guides[] =
	"- {id: old, title: old, " GUIDE "audience: small, current: no, url: 'https://a',\n"
	"   confirmed_on: unchecked}\n"
	"- {id: state, title: state, " GUIDE "audience: government, current: yes,\n"
	"   confirmed_on: unchecked}\n"
	"- {id: seen, title: seen, " GUIDE "audience: small, current: yes, edition: '2',\n"
	"   confirmed_on: 2026-11-01, source: https://example.jp/}\n"
	"- {id: unseen, title: unseen, " GUIDE "audience: everyone, current: yes,\n"
	"   edition: '3', confirmed_on: unchecked}\n";

static JsonObject *guide_of(JsonNode *node)
{
	JsonNode *guide = json_object_get_member(json_node_get_object(node), "guide");

	return guide ? json_node_get_object(guide) : NULL;
}

/* One that is not current any more is not printed; an edition that nobody has
 * seen is not claimed. */
static void test_guides(void)
{
	static const struct {
		const char *parts, *title, *edition;
	} issues[] = {{"guides:seen", "seen", "2"},
		      {"guides:unseen", "unseen", NULL},
		      {"guides:old", NULL, NULL}};
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *own = g_build_filename(folder, "own", "ja", NULL);
	g_autofree char *file = g_build_filename(own, "guides.yaml", NULL);
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "templates: own\n");
	g_autoptr(GPtrArray) none = issue_fixture_stories();

	g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, guides, -1, NULL));
	g_autoptr(KwWords) words = issue_fixture_words(config);
	for (guint i = 0; i < G_N_ELEMENTS(issues); i++) {
		g_autoptr(KwIssue) issue = issue_fixture_issue("weekly", 1);
		g_autoptr(GError) error = NULL;

		g_free(issue->parts);
		issue->parts = g_strdup(issues[i].parts);
		g_autoptr(JsonNode) node = kw_render_data(config, words, issue, none, none, NULL,
							  ISSUE_FIXTURE_NOW, &error);

		kw_assert_ok(error);
		JsonObject *guide = guide_of(node);
		if (!issues[i].title) {
			g_assert_null(guide);
			continue;
		}
		g_assert_cmpstr(json_object_get_string_member(guide, "title"), ==, issues[i].title);
		g_assert_cmpint(json_object_get_int_member(guide, "of"), ==, 2);
		g_assert_cmpstr(json_object_get_string_member_with_default(guide, "edition", NULL),
				==, issues[i].edition);
	}
	kw_testing_remove(folder);
}

/* 知っておく: five lines with headline, source and address; the message in one line. */
static void test_shorts(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwStory *story = issue_fixture_full_story(2, "this-week");

	add_origin(story, "do", story->todo->pdata[0], "actions:ask-vendor-update.do");
	g_autoptr(JsonNode) node = data_of(config, words, bare_story(), story);
	JsonObject *note = json_array_get_object_element(
		json_object_get_array_member(json_node_get_object(node), "shorts"), 0);
	JsonArray *todo = json_object_get_array_member(note, "todo");

	g_assert_cmpuint(json_array_get_length(json_object_get_array_member(note, "what")), ==, 1);
	g_assert_cmpuint(json_array_get_length(todo), ==, 0);
	g_assert_cmpuint(json_array_get_length(json_object_get_array_member(note, "ask")), ==, 2);
	g_assert_false(json_object_get_boolean_member(note, "has_ask_details"));
	g_assert_false(json_object_get_boolean_member(note, "has_tell"));
	kw_testing_remove(folder);
}

/* --- what helps to do it: by where the story's sentences come from --- */

static JsonObject *first_of(JsonNode *node, const char *key)
{
	return json_array_get_object_element(
		json_object_get_array_member(json_node_get_object(node), key), 0);
}

/* Whom to call follows from the product that "who" tells of; without one, the message has to go
 * somewhere, too. */
static void test_call(void)
{
	static const struct {
		const char *from, *ask, *call;
	} cases[] = {
		{"products:fortigate.see", "", "装置"},
		{"products:wordpress.see", "", "ホームページを作った会社"},
		{"threats:fake-delivery.who", "", NULL},
		{"threats:fake-delivery.who", "直せますか。", "その製品"},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		KwStory *story = bare_story();

		issue_fixture_say(&story->ask, cases[i].ask);
		add_origin(story, "who", "見分け方。", cases[i].from);
		g_autoptr(JsonNode) node = data_of(config, words, story, bare_story());
		const char *call = json_object_get_string_member_with_default(
			first_of(node, "actions"), "call", NULL);

		g_assert_cmpint(call != NULL, ==, cases[i].call != NULL);
		g_assert_true(!call || strstr(call, cases[i].call));
	}
	kw_testing_remove(folder);
}

/* An action that is done by oneself comes with its steps and with what to beware of. */
static void test_howto(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	const KwWord *howto = kw_words_find(words, "howto", "windows-update");
	g_autoptr(GPtrArray) steps = kw_word_texts(howto, "steps");
	KwStory *story = bare_story();

	add_origin(story, "do", "更新する。", "actions:update-windows-restart.do");
	g_autoptr(JsonNode) node = data_of(config, words, story, bare_story());
	JsonObject *data = first_of(node, "stories");
	JsonArray *howtos = json_object_get_array_member(data, "howto");
	JsonObject *only = json_array_get_object_element(howtos, 0);
	JsonArray *told = json_object_get_array_member(only, "steps");

	g_assert_cmpuint(json_array_get_length(howtos), ==, 1);
	g_assert_cmpuint(json_array_get_length(told), ==, steps->len);
	g_assert_cmpint(json_object_get_int_member(json_array_get_object_element(told, 1), "n"), ==,
			2);
	g_assert_nonnull(strstr(json_object_get_string_member(data, "caution"), "メーカーに聞く"));
	g_assert_cmpstr(json_object_get_string_member(data, "caution_line"), ==,
			kw_word_text(howto, "caution_line"));
	kw_testing_remove(folder);
}

/* A trick that has worked: by what it asks of the reader. A weakness needs none of it. */
static void test_firstaid(void)
{
	static const struct {
		const char *threat, *first;
		guint cases;
	} cases[] = {
		{"fake-delivery", "あやしいリンクを、押してしまった", 4},
		{"invoice-fraud", "だまされて、お金を振り込んだ", 1},
		{"ransomware", NULL, 0},
		{NULL, NULL, 0},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		KwStory *note = bare_story();

		note->threat = cases[i].threat;
		g_assert_true(!note->threat || kw_words_find(words, "threats", note->threat));
		g_autoptr(JsonNode) node = data_of(config, words, bare_story(), note);
		JsonArray *told =
			json_object_get_array_member(json_node_get_object(node), "firstaid");

		g_assert_cmpuint(json_array_get_length(told), ==, cases[i].cases);
		if (!cases[i].cases)
			continue;
		JsonObject *first = json_array_get_object_element(told, 0);
		g_assert_cmpstr(json_object_get_string_member(first, "case"), ==, cases[i].first);
		g_assert_cmpuint(json_array_get_length(json_object_get_array_member(first, "now")),
				 ==, 1);
	}
	kw_testing_remove(folder);
}

/* What letters print of first aid names no telephone number and no address: some of the file were
 * never compared with their source. */
static void test_firstaid_is_plain(void)
{
	static const char *const languages[] = {"ja", "en"};

	for (size_t l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[l]);
		g_autoptr(GPtrArray) entries = kw_words_list(words, "firstaid");

		for (guint i = 0; i < entries->len; i++) {
			g_autoptr(GPtrArray) now = kw_word_texts(entries->pdata[i], "now");
			g_autoptr(GPtrArray) after = kw_word_texts(entries->pdata[i], "after");

			for (guint n = 0; after->len && n < now->len; n++)
				g_assert_null(strpbrk(now->pdata[n], "0123456789@#"));
		}
	}
}

/* The message: what the owner asks, below it what only the contractor reads, and no title. */
static void test_ask(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwStory *story = bare_story();

	issue_fixture_say(&story->ask, "弱点の件です。\n番号：一\n（1）対象ですか。\n題名：「題」");
	add_origin(story, "ask", "番号：一", "phrases:ask.ids");
	add_origin(story, "ask", "題名：「題」", "phrases:ask.title");
	g_autoptr(JsonNode) node = data_of(config, words, story, bare_story());
	JsonObject *data = first_of(node, "stories");
	JsonArray *ask = json_object_get_array_member(data, "ask");
	JsonArray *details = json_object_get_array_member(data, "ask_details");

	g_assert_cmpuint(json_array_get_length(ask), ==, 2);
	g_assert_cmpstr(json_array_get_string_element(ask, 1), ==, "（1）対象ですか。");
	g_assert_cmpuint(json_array_get_length(details), ==, 1);
	g_assert_cmpstr(json_array_get_string_element(details, 0), ==, "番号：一");

	/* where there is nothing else to find it by */
	KwStory *titled = bare_story();
	issue_fixture_say(&titled->ask, "弱点の件です。\n題名：「題」");
	add_origin(titled, "ask", "題名：「題」", "phrases:ask.title");
	g_autoptr(JsonNode) other = data_of(config, words, titled, bare_story());
	details = json_object_get_array_member(first_of(other, "stories"), "ask_details");
	g_assert_cmpuint(json_array_get_length(details), ==, 1);
	kw_testing_remove(folder);
}

/* What another sentence of the letter says is left out. */
static void test_said_already(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwStory *story = bare_story();

	issue_fixture_say(
		&story->what,
		"更新が出ました。\n悪用されています。\n別の話です。\n版は、もとの情報に。");
	issue_fixture_say(&story->who, "箱の会社。\n分からないときは、送れば分かります。");
	story->why = g_strdup("悪用されています");
	add_origin(story, "why", "悪用されています", "phrases:why.exploited");
	add_origin(story, "what", "悪用されています。", "phrases:what.exploited");
	add_origin(story, "what", "別の話です。", "phrases:what.known");
	add_origin(story, "what", "版は、もとの情報に。", "facts:affected-versions.what");
	add_origin(story, "who", "分からないときは、送れば分かります。", "phrases:who.unsure");
	add_origin(story, "headline", story->headline, "phrases:headline.update");
	add_origin(story, "what", "更新が出ました。", "threats:monthly-update.what");
	g_autoptr(JsonNode) node = data_of(config, words, story, bare_story());
	JsonObject *data = first_of(node, "stories");
	JsonArray *what = json_object_get_array_member(data, "what");

	g_assert_cmpuint(json_array_get_length(what), ==, 1);
	g_assert_cmpstr(json_array_get_string_element(what, 0), ==, "別の話です。");
	g_assert_cmpuint(json_array_get_length(json_object_get_array_member(data, "who")), ==, 1);
	kw_testing_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render_data/manual", test_manual);
	g_test_add_func("/render_data/absent", test_absent);
	g_test_add_func("/render_data/call", test_call);
	g_test_add_func("/render_data/howto", test_howto);
	g_test_add_func("/render_data/firstaid", test_firstaid);
	g_test_add_func("/render_data/firstaid-is-plain", test_firstaid_is_plain);
	g_test_add_func("/render_data/ask", test_ask);
	g_test_add_func("/render_data/said-already", test_said_already);
	g_test_add_func("/render_data/guides", test_guides);
	g_test_add_func("/render_data/shorts", test_shorts);
	return g_test_run();
}
