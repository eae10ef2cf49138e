/* What a mail asks for, out of what its sentences say (command_words.c).
 *
 * Subject and text say it together; several verbs must agree, or nothing is asked for. A question
 * is none, and never becomes one through its words: "配信停止になっていませんか" changes nothing.
 * Where it is uncertain, the answer is NULL: the sender is asked, which costs him a mail; a wrong
 * guess costs him the newsletter. */
#include "command-private.h"

#include "base/when.h"
#include "mail/address.h"

#include <string.h>

#define MAX_TEXT  8000 /* bytes of own words that are looked at */
#define MAX_STORY 5    /* sentences of something else, among which a bare word says nothing */
#define MAX_OTHER 2    /* other addresses that are kept: two are many */

void kw_command_free(KwCommand *command)
{
	if (!command)
		return;
	g_free(command->address);
	g_free(command->until);
	g_free(command->rest);
	g_free(command);
}

/* What was found so far. */
typedef struct {
	const KwCommandMail *mail;
	KwCommand *command;
	gboolean is_confirmation;
	const char *today;
	GPtrArray *rules;  /* const KwCommandRule *, each once */
	GPtrArray *bare;   /* the same, of sentences that are nothing but the word */
	guint story;       /* sentences that ask for nothing */
	GString *rest;     /* these, and questions, as they were written */
	GPtrArray *others; /* char *: addresses of others */
	gboolean is_bulk, is_question, has_words, says_yes, says_no;
	const KwCommandRule *concern;
} Look;

static void add_rule(GPtrArray *rules, const KwCommandRule *rule)
{
	if (rule && !g_ptr_array_find(rules, rule, NULL))
		g_ptr_array_add(rules, (gpointer)rule);
}

static gboolean is_of_addresses(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("@._+-", c));
}

/* Takes the addresses out of a sentence, "@" stands for each, and keeps those of others. */
static void take_others(Look *look, char *sentence)
{
	for (char *at = strchr(sentence, '@'); at; at = strchr(at + 1, '@')) {
		char *start = at, *end = at;
		g_autofree char *word = NULL, *address = NULL;

		while (start > sentence && is_of_addresses(start[-1]))
			start--;
		while (is_of_addresses(*end))
			end++;
		word = g_strndup(start, (gsize)(end - start));
		address = kw_address_normalise(word);
		if (address && g_strcmp0(address, look->mail->from) != 0 &&
		    look->others->len < MAX_OTHER &&
		    !g_ptr_array_find_with_equal_func(look->others, address, g_str_equal, NULL))
			g_ptr_array_add(look->others, g_steal_pointer(&address));
		*start = '@';
		memmove(start + 1, end, strlen(end) + 1);
		at = start;
	}
}

/* The worse of two concerns stands above the other in the file. */
static void note_concern(Look *look, const KwCommandRule *concern)
{
	if (concern && (!look->concern || kw_command_rule_is_before(concern, look->concern)))
		look->concern = concern;
}

/* Somebody's name may stand in it: what says something else is asked for first. */
static gboolean is_courtesy(const char *text)
{
	return !kw_command_verb_in(text, FALSE) && !kw_command_says(text, KW_SAYS_YES) &&
	       !kw_command_says(text, KW_SAYS_NO) && !kw_command_concern_in(text) &&
	       kw_command_says(text, KW_SAYS_COURTESY);
}

/* "How do I …" without a mark is a wish for instructions; every other question is a person's to
 * answer. */
static void read_question(Look *look, const KwSentence *sentence)
{
	const KwCommandRule *rule = sentence->is_asked ? NULL
						       : kw_command_verb_in(sentence->text, FALSE);

	if (rule && rule == kw_command_verb("help"))
		add_rule(look->rules, rule);
	else
		look->is_question = TRUE;
}

/* "登録お願いします、山田製作所の山田です": who writes, behind a comma. */
static void cut_courtesy(char *text)
{
	for (char *comma = NULL; (comma = g_strrstr(text, "、")) && comma > text;) {
		if (kw_command_verb_in(text, FALSE) || !is_courtesy(comma + strlen("、")))
			return;
		*comma = '\0';
	}
}

static void add_rest(Look *look, const KwSentence *sentence)
{
	if (!kw_command_says(sentence->text, KW_SAYS_ASIDE))
		g_string_append_printf(look->rest, "%s%s\n", sentence->raw,
				       sentence->is_asked ? "?" : "");
}

static void read_sentence(Look *look, const KwSentence *sentence)
{
	char *text = sentence->text;
	const KwCommandRule *bare, *rule;
	gboolean asks;

	cut_courtesy(text);
	if (is_courtesy(text))
		return;
	take_others(look, text);
	bare = kw_command_verb_in(text, TRUE);
	asks = sentence->is_asked || (!bare && kw_command_says(text, KW_SAYS_QUESTION));
	look->has_words = TRUE;
	note_concern(look, kw_command_concern_in(text));
	look->is_bulk = look->is_bulk || kw_command_says(text, KW_SAYS_BULK);
	look->says_yes = look->says_yes || kw_command_says(text, KW_SAYS_YES);
	look->says_no = look->says_no || kw_command_says(text, KW_SAYS_NO);
	if (asks && !kw_command_says(text, KW_SAYS_REQUEST)) {
		read_question(look, sentence);
		add_rest(look, sentence);
		return;
	}
	rule = bare ? bare : kw_command_verb_in(text, FALSE);
	add_rule(bare ? look->bare : look->rules, rule);
	if (!rule) {
		look->story++;
		add_rest(look, sentence);
	}
	if (!look->command->until)
		look->command->until = kw_command_until(text, look->today);
}

static void read_text(Look *look, const char *text)
{
	g_autoptr(GArray) sentences = kw_command_sentences(text);

	for (guint i = 0; i < sentences->len; i++)
		read_sentence(look, &g_array_index(sentences, KwSentence, i));
}

/* What stands in a subject is meant, however long the text. The subject of an answer or a forward
 * is somebody else's, unless it is nothing but a command. */
static void read_subject(Look *look, const char *subject, gboolean is_other)
{
	g_autofree char *plain = kw_command_plain(subject);

	if (is_other)
		add_rule(look->rules, kw_command_verb_in(plain, TRUE));
	else
		read_text(look, subject);
	for (guint i = 0; i < look->bare->len; i++)
		add_rule(look->rules, look->bare->pdata[i]);
	look->story = 0;
}

/* ---- what it comes to ---- */

static gboolean is_verb(const KwCommandRule *rule, const char *id)
{
	return g_str_equal(kw_command_rule_id(rule), id);
}

/* Verbs that another one says more precisely go. What somebody wants changed may stand beside what
 * he wants to get. */
static void agree(Look *look)
{
	for (guint i = 0; i < look->rules->len; i++)
		for (guint j = look->rules->len; j-- > 0;)
			if (kw_command_rule_is_over(look->rules->pdata[i],
						    kw_command_rule_id(look->rules->pdata[j]))) {
				look->command->also_changes =
					look->command->also_changes ||
					is_verb(look->rules->pdata[j], "change");
				g_ptr_array_remove_index(look->rules, j);
				i -= i > j;
			}
}

/* The answer to the question whether one wants to be subscribed: anything but a question, a no or
 * another command, where there is a yes, or nothing at all. */
static void read_confirmation(Look *look)
{
	const KwCommandRule *rule = look->rules->len ? look->rules->pdata[0] : NULL;
	KwCommand *command = look->command;

	if (rule && look->rules->len == 1 && is_verb(rule, "subscribe")) {
		g_ptr_array_set_size(look->rules, 0);
		look->says_yes = TRUE;
	}
	if (look->rules->len)
		return;
	if (look->says_no)
		command->verb = look->says_yes || look->is_question ? NULL : "unsubscribe";
	else if (!look->concern && !look->is_question && !look->is_bulk && !look->others->len &&
		 (look->says_yes || !look->has_words))
		command->verb = "confirm";
}

static void decide_verb(Look *look)
{
	KwCommand *command = look->command;

	for (guint i = 0; look->story <= MAX_STORY && i < look->bare->len; i++)
		add_rule(look->rules, look->bare->pdata[i]);
	agree(look);
	if (look->is_confirmation)
		read_confirmation(look);
	if (look->rules->len == 1)
		command->verb = kw_command_rule_id(look->rules->pdata[0]);
	else if (look->rules->len > 1)
		command->concern = "several";
}

/* Nobody is subscribed by another. */
static void decide_for_others(Look *look)
{
	KwCommand *command = look->command;
	gboolean is_subscribe = g_strcmp0(command->verb, "subscribe") == 0;

	if ((is_subscribe && (look->others->len || look->is_bulk)) ||
	    (!command->verb && look->is_bulk && !look->is_question) ||
	    (g_strcmp0(command->verb, "unsubscribe") == 0 && look->others->len > 1)) {
		command->verb = NULL;
		command->concern = "bulk";
	}
	if (!command->verb || !look->others->len)
		return;
	if (g_str_equal(command->verb, "address-change"))
		command->address = g_strdup(look->others->pdata[look->others->len - 1]);
	else if (g_str_equal(command->verb, "unsubscribe") || g_str_equal(command->verb, "erase"))
		command->address = g_strdup(look->others->pdata[0]);
}

static void decide(Look *look)
{
	KwCommand *command = look->command;

	decide_verb(look);
	decide_for_others(look);
	if (look->concern) {
		if (command->verb && kw_command_rule_is_over(look->concern, command->verb))
			command->verb = NULL;
		command->concern = kw_command_rule_id(look->concern);
	} else if (look->is_question && !command->concern) {
		command->concern = "question";
	}
	if (g_strcmp0(command->verb, "pause") != 0)
		g_clear_pointer(&command->until, g_free);
	command->is_bare = !look->has_words;
}

/* ---- */

KwCommand *kw_command_read(const KwCommandMail *mail)
{
	KwCommand *command = g_new0(KwCommand, 1);
	g_autofree char *own = g_utf8_make_valid(mail->own ? mail->own : "", -1);
	g_autofree char *whole = g_utf8_make_valid(mail->subject ? mail->subject : "", -1);
	g_autofree char *today = kw_when_day(mail->now, mail->zone);
	g_autoptr(GPtrArray) rules = g_ptr_array_new();
	g_autoptr(GPtrArray) bare = g_ptr_array_new();
	g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(g_free);
	GString *rest = g_string_new(NULL);
	gboolean is_other;
	g_autofree char *subject = kw_command_subject(whole, &is_other);
	Look look = {.mail = mail,
		     .command = command,
		     .today = today,
		     .rules = rules,
		     .bare = bare,
		     .others = others,
		     .rest = rest,
		     .is_confirmation = mail->is_confirmation ||
					(is_other && kw_command_says(whole, KW_SAYS_CONFIRMATION))};

	if (strlen(own) > MAX_TEXT)
		*g_utf8_find_prev_char(own, own + MAX_TEXT + 1) = '\0';
	read_subject(&look, subject, is_other);
	read_text(&look, own);
	if (mail->tag)
		add_rule(rules, kw_command_verb(mail->tag));
	decide(&look);
	command->rest = g_string_free(rest, FALSE);
	return command;
}

const char *kw_command_of_address(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = at ? g_strndup(address, (gsize)(at - address)) : NULL;
	const char *mark = local ? strpbrk(local, "+-") : NULL;
	g_autofree char *tag = mark ? g_strndup(mark + 1, strcspn(mark + 1, "+")) : NULL;
	g_autofree char *word = tag ? kw_command_plain(tag) : NULL;
	const KwCommandRule *rule = word ? kw_command_verb_in(word, TRUE) : NULL;

	return rule ? kw_command_rule_id(rule) : NULL;
}
