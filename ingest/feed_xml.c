/* The XML parser, told to recover what it can, to load nothing and to believe no declaration. */
#include "feed_xml-private.h"

#include "base/text.h"

#include <libxml/parser.h>
#include <string.h>

static void note_xml_error(xmlParserCtxtPtr parser, GPtrArray *repaired)
{
	const xmlError *error = xmlCtxtGetLastError(parser);
	g_autofree char *message = NULL, *line = NULL;

	if (parser->wellFormed || !error || !error->message)
		return;
	message = kw_text_repair(error->message, -1);
	line = kw_text_one_line(message);
	g_ptr_array_add(repaired, g_strdup_printf("markup: not well-formed at line %d: %s",
						  error->line, line));
}

xmlDocPtr kw_feed_xml_read(const char *text, const char *base_url, GPtrArray *repaired)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr document = xmlCtxtReadMemory(parser, text, (int)strlen(text), base_url, "UTF-8",
					       XML_PARSE_IGNORE_ENC | XML_PARSE_RECOVER |
						       XML_PARSE_NONET | XML_PARSE_NOCDATA |
						       XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

	note_xml_error(parser, repaired);
	xmlFreeParserCtxt(parser);
	return document;
}
