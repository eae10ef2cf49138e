/* mail-relays PORT --letter FILE --splices FILE [-n LETTERS] [-s CONNECTIONS] [--no-chain]
 * [--ca FILE] [--whole]: sends personal letters to a server on loopback through mail/relays, as
 * `deliver` does but without a store: what the engine costs without the ledger.
 * The letter is one that `weekly send` stored, its splices beside it (columns of table letter).
 * --ca speaks SMTPS to a server whose certificate that file vouches for; --whole sends the stored
 * letter to all as it is: what splicing costs is the difference.
 * Exit code 1: not every letter was taken. */
#include "mail/compose.h"
#include "mail/relays.h"

#include <stdio.h>

typedef struct {
	int letters, connections;
	gboolean no_chain, is_whole;
	char *letter, *splices, *ca_file, *port;
} Options;

static KwComposed *load(const Options *options)
{
	g_autofree char *bytes = NULL, *splices = NULL;
	g_autoptr(GBytes) letter = NULL;
	g_autoptr(GError) error = NULL;
	KwComposed *composed = NULL;
	gsize length;

	if (g_file_get_contents(options->letter, &bytes, &length, &error) &&
	    g_file_get_contents(options->splices, &splices, NULL, &error)) {
		letter = g_bytes_new_take(g_steal_pointer(&bytes), length);
		composed = kw_composed_from_store(letter, splices, &error);
	}
	if (!composed)
		g_error("%s", error->message);
	return composed;
}

/* Values of the same kind and length as digest/personal.c makes. */
static GBytes *splice(const KwComposed *composed, int i)
{
	char to[64], id[96], leave[160], feedback[96], greeting[128], link[128];
	const char *values[KW_FIELDS] = {[KW_FIELD_TO] = to,
					 [KW_FIELD_MESSAGE_ID] = id,
					 [KW_FIELD_LEAVE_HEADER] = leave,
					 [KW_FIELD_FEEDBACK_ID] = feedback,
					 [KW_FIELD_GREETING] = greeting,
					 [KW_FIELD_LEAVE_LINK] = link,
					 [KW_FIELD_CONSENT] = "登録：2026年4月3日"};
	g_autoptr(GError) error = NULL;
	GBytes *letter;

	g_snprintf(to, sizeof(to), "p%d@example.net", i);
	g_snprintf(id, sizeof(id), "<d%030d@kawaraban.news.example.org>", i);
	g_snprintf(link, sizeof(link),
		   "mailto:kawaraban+l%030d@news.example.org?subject=unsubscribe", i);
	g_snprintf(leave, sizeof(leave), "<%s>", link);
	g_snprintf(feedback, sizeof(feedback), "d%030d:weekly:kawaraban", i);
	g_snprintf(greeting, sizeof(greeting), "株式会社見本%d 様（合い言葉：すずめ）", i);
	letter = kw_compose_splice(composed, values, &error);
	if (!letter)
		g_error("%s", error->message);
	return letter;
}

static void put(KwRelays *relays, const Options *options, const KwComposed *composed, int i)
{
	g_autoptr(GBytes) letter = options->is_whole ? g_bytes_ref(composed->bytes)
						     : splice(composed, i);
	char from[96], to[64];

	g_snprintf(from, sizeof(from), "kawaraban+d%030d@news.example.org", i);
	g_snprintf(to, sizeof(to), "p%d@example.net", i);
	kw_relays_put(relays, i, from, to, letter);
}

static int count_sent(const GArray *out)
{
	int sent = 0;

	for (guint i = 0; i < out->len; i++) {
		const KwSendOutcome *outcome = &g_array_index(out, KwSendOutcome, i);

		if (outcome->result == KW_SEND_SENT)
			sent++;
		else
			fprintf(stderr, "letter %" G_GINT64_FORMAT ": %d %s\n", outcome->id,
				outcome->code, outcome->text);
	}
	return sent;
}

static int run(KwRelays *relays, const Options *options, const KwComposed *composed)
{
	g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));
	int next = 0, sent = 0, done = 0;

	while (done < options->letters && !kw_relays_are_down(relays, NULL, NULL)) {
		guint room = kw_relays_room(relays, (guint)(options->letters - done), NULL);

		while (room-- && next < options->letters)
			put(relays, options, composed, next++);
		g_array_set_size(out, 0);
		kw_relays_turn(relays, -1, out);
		done += (int)out->len;
		sent += count_sent(out);
	}
	return sent;
}

static gboolean read_options(int argc, char **argv, Options *options)
{
	const GOptionEntry entries[] = {
		{"letter", 0, 0, G_OPTION_ARG_FILENAME, &options->letter, "stored bytes", "FILE"},
		{"splices", 0, 0, G_OPTION_ARG_FILENAME, &options->splices, "its gaps", "FILE"},
		{"letters", 'n', 0, G_OPTION_ARG_INT, &options->letters, "20000", "N"},
		{"connections", 's', 0, G_OPTION_ARG_INT, &options->connections, "20", "N"},
		{"no-chain", 0, 0, G_OPTION_ARG_NONE, &options->no_chain, "chain: no", NULL},
		{"ca", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_file, "SMTPS", "FILE"},
		{"whole", 0, 0, G_OPTION_ARG_NONE, &options->is_whole, "no splicing", NULL},
		{0},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("PORT");
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 ||
	    !options->letter || !options->splices) {
		fprintf(stderr, "mail-relays: %s\n",
			error ? error->message : "PORT, --letter and --splices are needed");
		return FALSE;
	}
	options->port = argv[1];
	return TRUE;
}

int main(int argc, char **argv)
{
	Options options = {.letters = 20000, .connections = 20};
	g_autoptr(KwComposed) composed = NULL;
	g_autoptr(KwRelays) relays = NULL;
	g_autofree char *url = NULL;
	g_autoptr(GError) error = NULL;

	if (!read_options(argc, argv, &options))
		return 64;
	composed = load(&options);
	url = options.ca_file ? g_strdup_printf("smtps://localhost:%s", options.port)
			      : g_strdup_printf("smtp://127.0.0.1:%s", options.port);
	relays = kw_relays_new(&(KwRelay){.url = url,
					  .tls_none = !options.ca_file,
					  .ca_file = options.ca_file,
					  .ehlo_name = "bench.example",
					  .timeout_s = 60,
					  .connections = options.connections,
					  .weight = 1,
					  .chain = !options.no_chain},
			       1, &error);
	if (!relays)
		g_error("%s", error->message);
	return run(relays, &options, composed) == options.letters ? 0 : 1;
}
