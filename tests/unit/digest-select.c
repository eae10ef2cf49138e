/* select: which items an issue carries, in which order; pure decisions. */
#include "digest/select.h"

#include "../support/testing.h"

#include <string.h>

#define T(text) ((char *)(text))

/* "id:severity:state:published[:revised]", blank-separated, to items. */
static GPtrArray *items_of(const char *list)
{
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);
	g_auto(GStrv) words = g_strsplit(list, " ", 0);

	for (char **word = words; *word && **word; word++) {
		g_auto(GStrv) parts = g_strsplit(*word, ":", 5);
		KwItem *item = kw_item_new();

		item->id = g_ascii_strtoll(parts[0], NULL, 10);
		item->severity = *parts[1] ? g_strdup(parts[1]) : NULL;
		item->state = g_strdup(parts[2]);
		item->published_at = g_ascii_strtoll(parts[3], NULL, 10);
		if (parts[4])
			item->revised_at = g_ascii_strtoll(parts[4], NULL, 10);
		g_ptr_array_add(items, item);
	}
	return items;
}

/* "7=story/today 9=short/information 3=-full" */
static char *as_text(const GPtrArray *selected)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < selected->len; i++) {
		const KwSelected *s = selected->pdata[i];

		g_string_append_printf(text, "%s%d=", i ? " " : "", (int)s->item->id);
		if (s->left_out)
			g_string_append_printf(text, "-%s", s->left_out);
		else
			g_string_append_printf(text, "%s/%s", s->place, s->level);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void test_cases(void)
{
	static const struct {
		const char *items;
		int stories, shorts;
		const char *wanted;
	} cases[] = {
		{"", 7, 5, ""},
		/* by urgency, whatever comes first; unknown words and none are for information */
		{"1:information:picked:9 2:when-convenient:picked:9 3:this-week:picked:9 "
		 "4:today:picked:1",
		 7, 5,
		 "4=story/today 3=story/this-week 2=story/when-convenient 1=short/information"},
		{"1:urgent:picked:9 2::picked:8", 7, 5, "1=short/information 2=short/information"},
		/* then the newest; a revision counts as news */
		{"1:this-week:picked:5 2:this-week:picked:9 3:this-week:picked:1:20", 7, 5,
		 "3=story/this-week 2=story/this-week 1=story/this-week"},
		/* then the id, so that the same input gives the same issue */
		{"3:this-week:picked:5 1:this-week:picked:5 2:this-week:picked:5", 7, 5,
		 "1=story/this-week 2=story/this-week 3=story/this-week"},
		/* one "today", the newest; the others before what is this-week anyway */
		{"1:today:picked:1 2:today:picked:2 3:this-week:picked:9", 7, 5,
		 "2=story/today 1=story/this-week 3=story/this-week"},
		/* too many stories become short notes, before those for information */
		{"1:this-week:picked:3 2:this-week:picked:2 3:this-week:picked:1 "
		 "4:information:picked:9",
		 1, 2, "1=story/this-week 2=short/this-week 3=short/this-week 4=-full"},
		{"1:this-week:picked:3 2:information:picked:2", 0, 0, "1=-full 2=-full"},
		/* restricted is left out, and takes nobody's place: 2 stays the one for today */
		{"1:today:restricted:9 2:today:picked:1 3:information:restricted:1", 1, 1,
		 "2=story/today 1=-restricted 3=-restricted"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) items = items_of(cases[i].items);
		g_autoptr(GPtrArray)
			selected = kw_select_weekly(items, cases[i].stories, cases[i].shorts);
		g_autofree char *text = as_text(selected);

		g_assert_cmpstr(text, ==, cases[i].wanted);
	}
}

/* An item is restricted by its state, also where no mark was noted; a mark that allows publishing
 * ("TLP:CLEAR") keeps nothing back. */
static void test_marks(void)
{
	KwItem hidden = {.id = 1, .severity = T("this-week"), .state = T("restricted")};
	KwItem open = {.id = 2,
		       .severity = T("this-week"),
		       .state = T("picked"),
		       .handling = T("TLP:CLEAR")};
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	g_autoptr(GPtrArray) selected = NULL;
	g_autofree char *text = NULL;

	g_ptr_array_add(items, &hidden);
	g_ptr_array_add(items, &open);
	selected = kw_select_weekly(items, 7, 5);
	text = as_text(selected);
	g_assert_cmpstr(text, ==, "2=story/this-week 1=-restricted");
}

/* The order of the input changes nothing. */
static void test_any_order(void)
{
	g_autoptr(GPtrArray) items = items_of(
		"1:today:picked:1 2:today:picked:2 3:this-week:picked:3 "
		"4:information:picked:4 5:when-convenient:picked:5 6:this-week:restricted:6");
	g_autofree char *wanted = NULL;

	for (guint turn = 0; turn < items->len; turn++) {
		g_autoptr(GPtrArray) selected = kw_select_weekly(items, 3, 5);
		g_autofree char *text = as_text(selected);

		if (!wanted)
			wanted = g_strdup(text);
		g_assert_cmpstr(text, ==, wanted);
		g_ptr_array_add(items, g_ptr_array_steal_index(items, 0));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/select/cases", test_cases);
	g_test_add_func("/select/marks", test_marks);
	g_test_add_func("/select/any-order", test_any_order);
	return g_test_run();
}
