/* Identifiers in text: CVE, JVN, JVNDB, JPCERT-AT, IPA, vendor advisories. */
#pragma once

#include "store/items.h"

/* Every reference in `text`, each once, in order, canonical spelling, at most 200. KwRef *, owned.
 */
GPtrArray *kw_identify_refs(const char *text);

/* Whether one of `refs` (KwRef *) has that value. */
gboolean kw_identify_has(const GPtrArray *refs, const char *value);

/* TRUE for kinds whose value names one publication (not "cve", "kb", "jpcert-wr"): two that share
 * one are the same story. */
gboolean kw_identify_is_strong(const char *kind);

/* TRUE for pages of the state and of municipalities: strangers are given no names there. */
gboolean kw_identify_is_official_page(const char *url);

/* Folded, and with one spelling where a name has two (マイクロソフト, Microsoft). */
char *kw_identify_spell_alike(const char *title);

/* The normalised title: spelled alike, dates, brackets with revision words, prefixes (注意喚起:,
 * Re:, FW:) and punctuation removed. Empty result: "". */
char *kw_identify_title_key(const char *title);

/* A Subject as a title: without Re:, Fwd:, 転送:, [External] and list counters. One line. */
char *kw_identify_plain_title(const char *subject);

/* TRUE where the title says that it revises an earlier one: (更新), Update, revised. */
gboolean kw_identify_is_revision(const char *title);
