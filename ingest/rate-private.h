/* Between rate.c (what the text says), rate_data.c (the words and rules of rate.yaml),
 * rate_exploited.c (whether somebody attacks), rate_headlines.c (whether it is a list of news),
 * rate_subject.c (what it is about) and rate_threat.c (what happens): the signals of rate.yaml. */
#pragma once

#include "ingest/rate.h"

typedef enum {
	KW_SIGNAL_KNOWN_EXPLOITED,
	KW_SIGNAL_EXPLOITED,
	KW_SIGNAL_ALERT,
	KW_SIGNAL_CRITICAL,
	KW_SIGNAL_MONTHLY,
	KW_SIGNAL_EXPOSED,
	KW_SIGNAL_WATCH_PRODUCT,
	KW_SIGNAL_WAVE, /* of a trick, that goes on now */
	KW_SIGNAL_SCAM,
	KW_SIGNAL_REPORT,
	KW_SIGNAL_SUSPECTED,
	KW_SIGNAL_BREACH,
	KW_SIGNAL_WEEKLY,
	KW_SIGNAL_UNAFFECTED,    /* nothing of the maker's is concerned */
	KW_SIGNAL_REPAIRED,      /* by its maker, for everybody */
	KW_SIGNAL_OUTAGE,        /* it stopped, and nobody attacked it */
	KW_SIGNAL_MISTAKE,       /* it was done by mistake */
	KW_SIGNAL_KNOWN_PRODUCT, /* it and those below decide, and are no reason that a reader is
				    told */
	KW_SIGNAL_TITLED_PRODUCT,
	KW_SIGNAL_DEVICE, /* the kind of the first product */
	KW_SIGNAL_CLOUD,
	KW_SIGNAL_NUMBERED_ALERT,
	KW_SIGNAL_INCIDENT,        /* an attack as such, not a weakness */
	KW_SIGNAL_ATTACK,          /* the title warns of one */
	KW_SIGNAL_WEAKNESS,        /* something of a product is to be repaired or replaced */
	KW_SIGNAL_ENDING,          /* its support ends */
	KW_SIGNAL_MALWARE,         /* that comes in by mail, not a page that lies */
	KW_SIGNAL_CUSTOMERS_ASKED, /* to do something after a break-in */
	KW_SIGNAL_TITLED_WEAKNESS,
	KW_SIGNAL_NAMED_PRODUCT, /* by the title, be it known or not */
	KW_SIGNAL_FORM,          /* labels that only an advisory on some product has */
	KW_N_SIGNALS
} KwSignal;
#define KW_BIT(signal) (1u << KW_SIGNAL_##signal)

/* The name in rate.yaml and in severity_why; static. */
const char *kw_signal_name(KwSignal signal);

/* One of the patterns `name` of rate.yaml fits. */
gboolean kw_rate_fits(const char *name, const char *folded);
/* With `gap` in the place of what the patterns `name` fit. Yours. */
char *kw_rate_strike(const char *name, const char *folded, const char *gap);
/* `text` is one of the texts `name` of rate.yaml. */
gboolean kw_rate_lists(const char *name, const char *text);
/* By the first rule that fits these signals; static. */
const char *kw_rate_level(guint bits);

/* A source states in this sentence that something is exploited. */
gboolean kw_rate_states_exploitation(const char *sentence);
/* The sentences of the text, but for those that lead elsewhere. char *, owned. */
GPtrArray *kw_rate_sentences(const KwItem *item);
/* The text without what leads elsewhere: references, headlines of other news. Yours. */
char *kw_rate_text(const KwItem *item);

/* It is a numbered list of news on products of several makers, none of which the title names. */
gboolean kw_rate_is_headlines(const KwItem *item, const KwWords *words);
/* Sets the products. `bits` are the signals of the text; returned with those of the products, and
 * without those that say nothing of them. `out_about` is the text on what they are about; yours. */
guint kw_rate_products(KwItem *item, const KwWords *words, guint bits, char **out_about);
/* Sets the category; returns the signals of what it is. */
guint kw_rate_threat(KwItem *item, const KwWords *words, const char *about);
