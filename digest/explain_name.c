/* How a story calls its product, where the entry of products.yaml stands for several: by the name
 * that the title gives in a form of base/title.yaml ("「X」における…の脆弱性"), else by those names
 * of the entry that are told as they stand (`own`), those that the source is most about. A device
 * is called by the model that the title names, whatever its entry stands for. */
#include "explain-private.h"

#include "base/text.h"
#include "base/title.h"

#include <string.h>

#define MAX_NAME_CHARS  24 /* of a headline's 45 */
#define MAX_OTHER_CHARS 36 /* of one that stands in it with nothing else */
#define MAX_OWN_NAMES   3
#define MAX_COUNTED     50
#define MIN_BEGUN_BYTES 4
#define MIN_MODEL_CHARS 4
#define MAX_MODELS      2

static gboolean is_short(const char *name)
{
	return g_utf8_strlen(name, -1) <= MAX_NAME_CHARS;
}

/* `name` ends `text`, as a word: the maker may stand before it ("Trend Micro Apex One"). */
static gboolean is_end_of(const char *text, const char *name)
{
	size_t before = strlen(text) - MIN(strlen(name), strlen(text));

	return !strcmp(text + before, name) && (!before || !g_ascii_isalnum(text[before - 1]));
}

/* The longest of the product's own names that stands there, as products.yaml writes it, or NULL. */
static const char *own_name_at(const KwWord *product, const char *text, const KwWordSpot *spot)
{
	g_autoptr(GPtrArray) names = kw_word_texts(product, "own");
	g_autofree char *here = g_strndup(text + spot->at, spot->length);
	g_autofree char *folded = kw_text_fold(here);
	const char *longest = NULL;

	if (spot->word != product || spot->is_negated)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *name = kw_text_fold(names->pdata[i]);

		if (is_end_of(folded, name) &&
		    (!longest || strlen(longest) < strlen(names->pdata[i])))
			longest = names->pdata[i];
	}
	return longest;
}

/* Behind the name of the maker at the start of `name`: "Fortinet製FortiWeb" is FortiWeb. */
static const char *behind_maker(const KwTelling *t, const char *name)
{
	g_autoptr(GArray) spots = kw_words_spots(t->words, "products", name);
	const KwWordSpot *first = spots->len ? &g_array_index(spots, KwWordSpot, 0) : NULL;

	if (!first || first->at || !kw_telling_is_of_maker(t->product, first->word) ||
	    !name[first->length] || own_name_at(first->word, name, first))
		return name;
	name += first->length;
	name += g_str_has_prefix(name, "製") ? strlen("製") : 0;
	return name + strspn(name, " ");
}

/* An entry other than `product` has `name`. */
static gboolean is_of_other(const KwTelling *t, const KwWord *product, const char *name)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "products", name);

	g_ptr_array_remove(named, (gpointer)product);
	return named->len > 0;
}

static gboolean is_of(const KwTelling *t, const KwWord *product, const char *name)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "products", name);

	return g_ptr_array_find(named, product, NULL);
}

/* The name in a form that titles have; where the title has one that we know, it is of that. */
static char *name_by_form(const KwTelling *t)
{
	const char *name = t->title_name;
	g_autofree char *own = name ? g_strdup(behind_maker(t, name)) : NULL;

	if (own && kw_telling_has_own_title(t, t->product) &&
	    (is_of_other(t, t->product, own) || !is_of(t, t->product, own)))
		return NULL;
	if (own && !is_short(own))
		kw_source_cut_to_first(own);
	return own && is_short(own) ? g_steal_pointer(&own) : NULL;
}

/* The model alone, where the words before it make it too long. */
static void shorten_model(char **model)
{
	const char *space = is_short(*model) ? NULL : strrchr(*model, ' ');
	char *bare = space ? g_strdup(space + 1) : NULL;

	if (!bare)
		return;
	g_free(*model);
	*model = bare;
}

/* The models that `text` names, where they are few enough to be told; NULL = they are not. */
static char *join_models(const KwTelling *t, const char *text)
{
	g_autoptr(GPtrArray) models = kw_source_models(text ? text : "");
	g_autofree char *line = NULL;

	if (!models->len || models->len > MAX_MODELS)
		return NULL;
	for (guint i = 0; i < models->len; i++)
		shorten_model((char **)&models->pdata[i]);
	g_ptr_array_add(models, NULL);
	line = g_strjoinv(kw_words_phrase(t->words, "list.and"), (char **)models->pdata);
	return is_short(line) ? g_steal_pointer(&line) : NULL;
}

/* "DIR-822A" */
static gboolean is_model(const char *name)
{
	size_t capitals = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/");

	return g_ascii_isupper(*name) && capitals >= MIN_MODEL_CHARS &&
	       strlen(name) <= capitals + 2 && !g_str_has_prefix(name, "CVE-");
}

/* The title's name is a model; no other product. */
static char *model_of_title(const KwTelling *t, const KwWord *product)
{
	const char *name = t->title_name;

	return name && is_model(name) && !is_of_other(t, product, name) ? g_strdup(name) : NULL;
}

/* The one or two models of a device that the title names, or else what says which are affected. */
static char *name_of_models(const KwTelling *t, const KwWord *product)
{
	const char *title = t->item->title;
	char *name = NULL;

	if (g_strcmp0(kw_word_text(product, "kind"), "device") || product != t->product || !title)
		return NULL;
	if (t->story->products->len == 1 && !kw_source_is_of_several(title))
		name = join_models(t, title);
	if (!name && kw_telling_is_titled(t, product))
		name = model_of_title(t, product);
	if (!name && t->story->products->len == 1)
		name = join_models(t, t->said->affected_text);
	return name;
}

gboolean kw_telling_is_makers_other(const KwTelling *t, const KwWord *product)
{
	const char *name = t->title_name;
	g_autofree char *thing = kw_telling_makers_thing(t, product);
	g_autoptr(GPtrArray) namesakes = kw_word_texts(product, "namesake");
	g_autoptr(GArray) spots = kw_words_spots(t->words, "products", name ? name : "");
	const KwWordSpot *maker = spots->len == 1 ? &g_array_index(spots, KwWordSpot, 0) : NULL;

	if (thing)
		return TRUE;
	return maker && maker->word == product && !maker->at &&
	       (kw_word_is_yes(product, "general") || namesakes->len) &&
	       g_utf8_strlen(name, -1) <= MAX_OTHER_CHARS &&
	       kw_source_is_called(name + maker->length) && !own_name_at(product, name, maker);
}

/* The product's own names in `text`, as often as they stand there, up to a ceiling. const char *.
 */
static GPtrArray *own_names_in(const KwTelling *t, const KwWord *product, const char *text)
{
	g_autoptr(GPtrArray) own = kw_word_texts(product, "own");
	const GArray *spots;
	GPtrArray *names = g_ptr_array_new();

	if (!text || !own->len)
		return names;
	spots = kw_telling_spots(t, "products", text);
	for (guint i = 0; i < spots->len && names->len < MAX_COUNTED; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		const char *name = own_name_at(product, text, spot);

		if (name && !kw_source_is_beneath(text, spot->at) &&
		    !kw_source_is_maker_of(text + spot->at + spot->length))
			g_ptr_array_add(names, (gpointer)name);
	}
	return names;
}

/* "Salesloft Drift", where the title has "Salesloft". */
static gboolean is_begun_in(const char *title, const char *name)
{
	g_autofree char *word = g_strndup(name, strcspn(name, " "));
	g_autofree char *begun = kw_text_fold(word), *folded = kw_text_fold(title ? title : "");

	return strlen(begun) >= MIN_BEGUN_BYTES && strstr(folded, begun);
}

/* How much speaks for `name`: that the title begins it, then how often it stands in `names`. */
static guint weight_of(const KwTelling *t, const GPtrArray *names, const char *name)
{
	guint weight = is_begun_in(t->item->title, name) ? names->len : 0;

	for (guint i = 0; i < names->len; i++)
		weight += names->pdata[i] == name;
	return weight;
}

/* Each once, of those that most speaks for. */
static GPtrArray *foremost(const KwTelling *t, const GPtrArray *names)
{
	GPtrArray *first = g_ptr_array_new();
	guint most = 0;

	for (guint i = 0; i < names->len; i++) {
		guint weight = weight_of(t, names, names->pdata[i]);

		if (weight > most)
			g_ptr_array_set_size(first, 0);
		if (weight >= most && !g_ptr_array_find(first, names->pdata[i], NULL))
			g_ptr_array_add(first, names->pdata[i]);
		most = MAX(most, weight);
	}
	return first;
}

/* As many of `names` as one line holds, each once; NULL = none. `left` becomes TRUE where some are
 * not told. */
static char *join_names(const KwTelling *t, const GPtrArray *names, gboolean *left)
{
	g_autoptr(GPtrArray) told = g_ptr_array_new();
	g_autofree char *line = NULL;

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *more = NULL;

		if (g_ptr_array_find(told, name, NULL))
			continue;
		more = line ? g_strconcat(line, kw_words_phrase(t->words, "list.and"), name, NULL)
			    : g_strdup(name);
		if (told->len == MAX_OWN_NAMES || !is_short(more)) {
			*left = TRUE;
			break;
		}
		g_ptr_array_add(told, (gpointer)name);
		g_free(line);
		line = g_steal_pointer(&more);
	}
	return g_steal_pointer(&line);
}

gboolean kw_telling_has_own_title(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) names = own_names_in(t, product, t->item->title);

	return names->len > 0;
}

/* "FactoryTalk View ME", the only one of those affected that begins with the title's name. */
static char *longer_name(const KwTelling *t, const KwWord *product, const char *name)
{
	g_autoptr(GPtrArray) affected = own_names_in(t, product, t->said->affected_text);
	const char *longer = NULL;

	for (guint i = 0; i < affected->len; i++) {
		if (affected->pdata[i] == longer)
			continue;
		if (longer || !g_str_has_prefix(affected->pdata[i], name) ||
		    !is_short(affected->pdata[i]))
			return NULL;
		longer = affected->pdata[i];
	}
	return g_strdup(longer);
}

/* "X Command Center", where the title calls so what is weak, and X is one of the entry's names. */
static char *called_in_title(const KwTelling *t, const char *own)
{
	g_autofree char *name = kw_title_weak_name(t->item->title);
	const char *at = name ? strstr(name, own) : NULL;

	return at && kw_source_is_called(at + strlen(own)) &&
			       g_utf8_strlen(at, -1) <= MAX_OTHER_CHARS
		       ? g_strdup(at)
		       : NULL;
}

static char *name_of_title(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) names = own_names_in(t, product, t->item->title);
	gboolean left = FALSE;
	g_autofree char *name = join_names(t, names, &left);
	char *longer = name && !left ? longer_name(t, product, name) : NULL;

	if (name && !longer)
		longer = called_in_title(t, name);
	return longer ? longer : g_steal_pointer(&name);
}

/* Of many, those that the source is most about, and that there are more. */
static char *name_of_text(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) names = own_names_in(t, product, t->item->text);
	g_autoptr(GPtrArray) first = foremost(t, names);
	gboolean left = FALSE;
	g_autofree char *line = join_names(t, first, &left);

	return left && kw_word_is_yes(product, "various")
		       ? g_strconcat(line, kw_words_phrase(t->words, "list.more"), NULL)
		       : g_steal_pointer(&line);
}

/* Of a subtitle only what stands before it ("X – Forms and Polls"). */
static char *short_part(char *name)
{
	if (name && !is_short(name))
		kw_source_cut_to_first(name);
	if (name && is_short(name))
		return name;
	g_free(name);
	return NULL;
}

/* `product` is one of `wholes`, or stands for what is added to one. */
static gboolean is_of_whole(const KwWord *product, const GPtrArray *wholes)
{
	g_autoptr(GPtrArray) parts = kw_word_texts(product, "part_of");

	for (guint i = 0; i < wholes->len; i++)
		if (wholes->pdata[i] == product ||
		    g_ptr_array_find_with_equal_func(parts, kw_word_id(wholes->pdata[i]),
						     g_str_equal, NULL))
			return TRUE;
	return FALSE;
}

/* What the title names as added to `product`, or to what that stands for additions to. */
static char *added_in_title(const KwTelling *t, const KwWord *product)
{
	const char *title = t->item->title ? t->item->title : "";
	g_autofree char *whole = kw_source_added_to(t->words, title);
	g_autoptr(GPtrArray) wholes = kw_words_match(t->words, "products", whole ? whole : "");

	return is_of_whole(product, wholes) ? short_part(kw_source_added(t->words, title)) : NULL;
}

/* "The X plugin for WordPress is vulnerable": the first that is named so. */
static char *name_of_added(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) wholes = kw_word_texts(product, "part_of");
	const GPtrArray *told = t->said->told;
	char *name = NULL;

	for (guint i = 0; wholes->len && i < told->len && !name; i++)
		name = short_part(kw_source_added(t->words, told->pdata[i]));
	return name;
}

/* An entry that stands for many has no name to tell; of what is added to something the title may
 * have the name alone. */
static char *name_for_many(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) wholes = kw_word_texts(product, "part_of");
	g_autofree char *name = kw_title_weak_name(t->item->title);

	if (!name || !kw_word_is_yes(product, "various") ||
	    g_utf8_strlen(name, -1) > MAX_OTHER_CHARS || is_of_other(t, product, name) ||
	    !(kw_telling_is_titled(t, product) ? is_of(t, product, name) : wholes->len > 0))
		return NULL;
	return g_strdup(behind_maker(t, name));
}

char *kw_telling_own_name(const KwTelling *t, const KwWord *product)
{
	gboolean is_various = kw_word_is_yes(product, "various");
	gboolean is_titled = kw_telling_is_titled(t, product);
	char *name = NULL;

	name = added_in_title(t, product);
	if (!name && is_various && is_titled && product == t->product &&
	    kw_source_is_about_weakness(t->item->title))
		name = name_by_form(t);
	if (!name)
		name = name_of_models(t, product);
	if (!name)
		name = name_of_title(t, product);
	if (!name)
		name = name_of_added(t, product);
	/* the title has a name that stands for all of them */
	if (!name && (is_various || !is_titled))
		name = name_of_text(t, product);
	return name ? name : name_for_many(t, product);
}

static gboolean is_told(const GPtrArray *told, const char *name)
{
	for (guint i = 0; i < told->len; i++)
		if (strstr(told->pdata[i], name) || strstr(name, told->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Those of the product's own names in `text` that the story has not told; `whole` is what the title
 * names an addition to. */
static void add_own_names(const KwTelling *t, const KwWord *product, const char *text,
			  const char *whole)
{
	g_autoptr(GPtrArray) own = own_names_in(t, product, text);
	GPtrArray *told = t->story->product_names;

	for (guint i = 0; i < own->len; i++)
		if (g_strcmp0(own->pdata[i], whole) && !is_told(told, own->pdata[i]))
			g_ptr_array_add(told, g_strdup(own->pdata[i]));
}

/* The title, and what says which are affected, or else the sentences on the weakness. Borrowed
 * elements. */
static GPtrArray *texts_on_affected(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	GPtrArray *texts = g_ptr_array_new();

	g_ptr_array_add(texts, t->item->title);
	g_ptr_array_add(texts, (gpointer)t->said->affected_text);
	for (guint i = 0; !*t->said->affected_text && i < told->len; i++)
		if (kw_source_is_of_concern(told->pdata[i], KW_CONCERN_WEAKNESS))
			g_ptr_array_add(texts, told->pdata[i]);
	return texts;
}

/* Those that are listed beside the one by which each product is told. */
static void add_listed(KwTelling *t)
{
	g_autoptr(GPtrArray) texts = texts_on_affected(t);
	g_autofree char *whole = t->item->title ? kw_source_added_to(t->words, t->item->title)
						: NULL;
	const GPtrArray *ids = t->story->products;

	for (guint i = 0; i < ids->len; i++)
		for (guint j = 0; j < texts->len; j++)
			add_own_names(t, kw_words_find(t->words, "products", ids->pdata[i]),
				      texts->pdata[j], whole);
}

void kw_telling_product_names(KwTelling *t)
{
	const GPtrArray *ids = t->story->products;

	for (guint i = 0; i < ids->len; i++) {
		const KwWord *product = kw_words_find(t->words, "products", ids->pdata[i]);
		const char *name = kw_word_text(product, "name");
		char *own = kw_telling_own_name(t, product);

		g_ptr_array_add(t->story->product_names,
				own ? own : g_strdup(name ? name : ids->pdata[i]));
	}
	add_listed(t);
	if (t->name)
		g_ptr_array_add(t->story->product_names, g_strdup(t->name));
}
