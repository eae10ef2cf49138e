/* "On DATE, NAME <ADDRESS> wrote:" and its like in other languages: one line that says whose words
 * follow. */
#pragma once

#include "mail/address.h"

/* FALSE: the line is no attribution, or names no address. *out_date is the date as it stands. */
gboolean kw_attribution_read(const char *line, KwAddress **out_from, char **out_date);
