/* A staff member's words above a forwarded mail, as readers may see them: without the salutation,
 * greetings, who writes, and the signature. Words: ingest/comment.yaml.
 */
#pragma once

/* `name` is the staff member's (NULL: unknown): "佐藤です" is taken out, "至急です" is not. Tidy;
 * "" where nothing is left that is meant for readers. What is in the middle of the text stays. */
char *kw_comment_for_readers(const char *comment, const char *name);
