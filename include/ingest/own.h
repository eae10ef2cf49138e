/* What the sender of a mail wrote himself, and what he quotes. */
#pragma once

/* `text` (readable, of the whole mail) without the mails that it answers, quotes or forwards, the
 * lines that announce them, the signature, the line of a telephone, and what mail systems put
 * above. `subject` (NULL = unknown) helps to see where a forwarded mail begins. Tidy; "" where
 * nothing is left. What stands between and below quoted lines is kept. Of
 * long texts only the beginning is read. */
char *kw_own_words(const char *text, const char *subject);

/* The rest: what is marked line by line, without its marks, and the mail below. Tidy; "" = nothing.
 */
char *kw_own_quoted(const char *text, const char *subject);
