/* Short codes that people copy by hand, from a leaflet or off the phone: 4 to 16 letters and
 * digits, whatever their case and width, with 0 and O, 1, I and L alike (as in Crockford's base
 * 32).
 */
#pragma once

#include <glib.h>

/* The one spelling of a code, in which it is stored and compared: upper case, "0" for O, "1" for I
 * and L. NULL: `text` is no code. */
char *kw_code_fold(const char *text);
