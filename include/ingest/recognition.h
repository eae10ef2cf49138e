/* The recognition data of this room: YAML files beside the modules, built into the binary.
 *
 * A broken file is a broken build, and unit tests read every one: nothing here can fail.
 */
#pragma once

#include "base/yaml.h"

/* "forward" -> ingest/forward.yaml. Yours; keep it as long as texts of it are used. */
KwYaml *kw_recognition_load(const char *name);

/* Every scalar below `node` (NULL: none), lists within lists flattened; folded (base/text.h,
 * without blanks at both ends) where `fold`. char *, owned. */
GPtrArray *kw_recognition_texts(const KwYaml *node, gboolean fold);

/* The same as compiled regular expressions (UTF-8, without case). GRegex *, owned. */
GPtrArray *kw_recognition_patterns(const KwYaml *node);
/* The texts of such expressions, where "{name}" stands for the one of that key in `parts`, a map
 * whose later values may use the earlier, and "{makers}" for those of base/title.h, folded. char *,
 * owned. */
GPtrArray *kw_recognition_filled(const KwYaml *node, const KwYaml *parts);

/* kw_text_fold() without blanks at both ends. */
char *kw_recognition_fold(const char *text);

/* A long text folded line by line (folding alone makes one line of everything), at most
 * `max_bytes` of it. Its time grows with the text only, however few lines it has. */
char *kw_recognition_fold_lines(const char *text, size_t max_bytes);
