/* The warning that a mail system puts on top of mail from outside. */
#pragma once

#include <glib.h>

/* The index of the first line below such a warning; 0 where the text begins with none. */
guint kw_banner_end(const char *const *lines, guint end);
