/* base/yaml on any bytes: every node can be walked and knows its line. */
#include "base/yaml.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static guint walk(const KwYaml *node)
{
	guint seen = 1;

	g_assert(kw_yaml_line(node) >= 1);
	g_assert((kw_yaml_kind(node) == KW_YAML_SCALAR) == (kw_yaml_text(node) != NULL));
	for (guint i = 0; i < kw_yaml_size(node); i++) {
		const KwYaml *child = kw_yaml_at(node, i);

		if (kw_yaml_kind(node) == KW_YAML_MAP)
			g_assert(kw_yaml_find(node, kw_yaml_key(node, i)) == child);
		seen += walk(child);
	}
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwYaml) root = kw_yaml_parse("fuzz.yaml", data, size, &error);

	g_assert((root != NULL) == (error == NULL));
	if (root)
		g_assert(walk(root) <= 100001);
	return 0;
}
