/* What a source says that somebody can do by its weakness, apart from what kind of weakness it is:
 * "path traversal" is a kind, that files are read or code is run is an effect. */
#pragma once

#include "base/words.h"

/* Weaknesses (entries of "threats") that are stated as an effect, each once. First those of the
 * title, unless they give way; the graver before others, else in the order of the text; last what
 * holds only on a further condition. Sentences on the past or on other products state none.
 * `impact` is the text of the section on it: where it has one ("" = none), `sentences` (char *) are
 * not asked. Borrowed elements (const KwWord *), free the array. */
GPtrArray *kw_effects_stated(const KwWords *words, const char *title, const char *impact,
			     const GPtrArray *sentences);

/* The sentence states no effect, whatever it names: it is of the past, of another weakness, of what
 * an update does or a product is for, or says that it cannot be. */
gboolean kw_effects_is_aside(const char *sentence);

/* An owner is hit in the same way: "operated from outside" by a command or by code. */
gboolean kw_effects_is_same(const KwWord *threat, const KwWord *other);
