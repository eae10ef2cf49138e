/* mail-relays PORT [-n LETTERS] [-l BYTES] [-s CONNECTIONS] [--no-chain] [--put]: sends
 * personalised letters to an SMTP server on loopback through mail/relays, as `deliver` does but
 * without a store, and prints what it took: letters/s, CPU time of this process a letter, peak
 * memory.
 * --put sends one prepared letter to all: what the splicing costs is the difference. */
#include "mail/address.h"
#include "mail/compose.h"
#include "mail/relays.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
	int letters, bytes, connections, memory_every;
	gboolean no_chain, put_only;
	char *url;
} Options;

static const char sentence[] =
	"・会計ソフトの更新が出ています。社内のパソコンで「更新」を押してから再起動してください。"
	"（危険度：今週中）\n";

/* Text and HTML of about half the size each, base64 being a third longer than what it holds. */
static KwComposed *compose(int bytes)
{
	g_autoptr(GString) text = g_string_new(NULL), html = g_string_new("<html><body>");
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autoptr(GError) error = NULL;
	gsize half = (gsize)MAX(bytes - 2500, 0) / 2 * 3 / 4;
	KwComposed *composed;

	g_string_append_printf(text, "%s\n\n", kw_compose_gap(KW_FIELD_GREETING));
	g_string_append_printf(html, "<p>%s</p>\n", kw_compose_gap(KW_FIELD_GREETING));
	while (text->len < half)
		g_string_append(text, sentence);
	while (html->len < half)
		g_string_append_printf(html, "<p>%s</p>\n", sentence);
	g_string_append_printf(text, "\n%s\n%s\n", kw_compose_gap(KW_FIELD_LEAVE_LINK),
			       kw_compose_gap(KW_FIELD_CONSENT));
	g_string_append_printf(html, "<a href=\"%s\">leave</a></body></html>\n",
			       kw_compose_gap(KW_FIELD_LEAVE_LINK));
	composed = kw_compose(&(KwDraft){.from_name = "サイバーかわら版",
					 .from_address = "kawaraban@news.example",
					 .subject = "今週やること【かわら版42号】",
					 .list_id = "kawaraban.news.example",
					 .date_at = 1795305600,
					 .zone = zone,
					 .one_click = TRUE,
					 .is_issue = TRUE,
					 .text = text->str,
					 .html = html->str,
					 .boundary = "kawaraban-42",
					 .language = "ja"},
			      &error);
	if (!composed)
		g_error("%s", error->message);
	return composed;
}

static GBytes *splice(const KwComposed *composed, int i)
{
	char to[64], id[80], leave[160], feedback[80], greeting[128], link[128];
	const char *values[KW_FIELDS] = {[KW_FIELD_TO] = to,
					 [KW_FIELD_MESSAGE_ID] = id,
					 [KW_FIELD_LEAVE_HEADER] = leave,
					 [KW_FIELD_FEEDBACK_ID] = feedback,
					 [KW_FIELD_GREETING] = greeting,
					 [KW_FIELD_LEAVE_LINK] = link,
					 [KW_FIELD_CONSENT] = "登録：2026年4月1日"};
	g_autoptr(GError) error = NULL;
	GBytes *letter;

	g_snprintf(to, sizeof(to), "user%d@sub%d.example", i, i % 1000);
	g_snprintf(id, sizeof(id), "<d%024d@news.example>", i);
	g_snprintf(leave, sizeof(leave),
		   "<mailto:leave+l%024d@news.example>, <https://news.example/u/l%024d>", i, i);
	g_snprintf(feedback, sizeof(feedback), "d%024d:weekly:kawaraban", i);
	g_snprintf(greeting, sizeof(greeting), "見本商店%d 様（合い言葉：すずめ）", i);
	g_snprintf(link, sizeof(link), "https://news.example/u/l%024d", i);
	letter = kw_compose_splice(composed, values, &error);
	if (!letter)
		g_error("%s", error->message);
	return letter;
}

static void put(KwRelays *relays, const Options *options, const KwComposed *composed, int i)
{
	g_autoptr(GBytes) letter = options->put_only ? g_bytes_ref(composed->bytes)
						     : splice(composed, i);
	char from[64], to[64];

	g_snprintf(from, sizeof(from), "bounce+d%024d@news.example", i);
	g_snprintf(to, sizeof(to), "user%d@sub%d.example", i, i % 1000);
	kw_relays_put(relays, i, from, to, letter);
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static double cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static void count(const GArray *out, int *sent, int *done)
{
	for (guint i = 0; i < out->len; i++) {
		const KwSendOutcome *outcome = &g_array_index(out, KwSendOutcome, i);

		*sent += outcome->result == KW_SEND_SENT;
		++*done;
		if (outcome->result != KW_SEND_SENT)
			fprintf(stderr, "letter %" G_GINT64_FORMAT ": %d %s\n", outcome->id,
				outcome->code, outcome->text);
	}
}

static int run(KwRelays *relays, const Options *options, const KwComposed *composed)
{
	g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));
	int next = 0, sent = 0, done = 0;

	while (done < options->letters) {
		guint room = kw_relays_room(relays, (guint)(options->letters - next), NULL);
		const char *why;
		int before = done;

		while (room-- && next < options->letters)
			put(relays, options, composed, next++);
		g_array_set_size(out, 0);
		kw_relays_turn(relays, -1, out);
		count(out, &sent, &done);
		if (options->memory_every &&
		    done / options->memory_every > before / options->memory_every)
			printf("after %d letters: peak %ld KiB\n", done, peak_kib());
		if (kw_relays_are_down(relays, &why, NULL)) {
			fprintf(stderr, "%s\n", why);
			break;
		}
	}
	return sent;
}

static gboolean read_options(int argc, char **argv, Options *options)
{
	const GOptionEntry entries[] = {
		{"letters", 'n', 0, G_OPTION_ARG_INT, &options->letters, "20000", "N"},
		{"bytes", 'l', 0, G_OPTION_ARG_INT, &options->bytes, "of a letter: 40960", "N"},
		{"connections", 's', 0, G_OPTION_ARG_INT, &options->connections, "20", "N"},
		{"no-chain", 0, 0, G_OPTION_ARG_NONE, &options->no_chain, "chain: false", NULL},
		{"put", 0, 0, G_OPTION_ARG_NONE, &options->put_only, "no splicing", NULL},
		{"memory", 0, 0, G_OPTION_ARG_INT, &options->memory_every, "peak memory each N",
		 "N"},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("PORT");
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2) {
		fprintf(stderr, "mail-relays: %s\n", error ? error->message : "PORT is missing");
		return FALSE;
	}
	options->url = g_strdup_printf("smtp://127.0.0.1:%s", argv[1]);
	return TRUE;
}

int main(int argc, char **argv)
{
	Options options = {.letters = 20000, .bytes = 40960, .connections = 20};
	g_autoptr(KwComposed) composed = NULL;
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GBytes) sample = NULL;
	g_autoptr(GError) error = NULL;
	gint64 begun = g_get_monotonic_time();
	double cpu, seconds;
	int sent;

	if (!read_options(argc, argv, &options))
		return 64;
	composed = compose(options.bytes);
	sample = splice(composed, 1);
	relays = kw_relays_new(&(KwRelay){.url = options.url,
					  .tls_none = TRUE,
					  .ehlo_name = "bench.example",
					  .timeout_s = 60,
					  .connections = options.connections,
					  .weight = 1,
					  .chain = !options.no_chain},
			       1, &error);
	if (!relays)
		g_error("%s", error->message);
	sent = run(relays, &options, composed);
	g_clear_pointer(&relays, kw_relays_free);
	seconds = (double)(g_get_monotonic_time() - begun) * 1e-6;
	cpu = cpu_s();
	printf("letters %d of %d, %" G_GSIZE_FORMAT
	       " bytes, %.2f s, %.0f letters/s, CPU %.1f us a letter, peak %ld KiB\n",
	       sent, options.letters, g_bytes_get_size(sample), seconds, sent / seconds,
	       cpu * 1e6 / MAX(sent, 1), peak_kib());
	g_free(options.url);
	return sent == options.letters ? 0 : 1;
}
