/* mail/auth with keys: PGP and S/MIME signatures made by gpg and openssl, by those who may, may no
 * longer, or never might. Claims and headers are mail-auth.c. */
#include "mail/auth.h"

#include "../support/testing.h"

#include <glib/gstdio.h>
#include <string.h>

/* Made once, in a folder of a short path: sockets of gpg's agent lie in it. Files NAME.fpr hold
 * fingerprints; what is signed is always `text` or `part`. */
static const char keys[] =
	"export GNUPGHOME=$PWD/g; mkdir -m 700 g v u\n"
	"trap 'for h in g v u; do gpgconf --homedir $h --kill all; done' EXIT\n"
	"g='gpg --batch -q --no-tty --passphrase= --pinentry-mode=loopback'\n"
	"key() { n=$1; shift; $g \"$@\" --status-fd 3 --quick-gen-key $n@police.example ed25519 "
	"sign "
	"${e:-never} 3>&1 | sed -n 's/.*KEY_CREATED . //p' >$n.fpr; }\n"
	"key sato; key suzuki; key gone; e=1d key old --faked-system-time 20200101T000000\n"
	"sed 's/^:---/---/' g/openpgp-revocs.d/$(cat gone.fpr).rev >gone.rev\n"
	"sig() { $g -u $1@police.example --clearsign -o $2.asc $3 $4; "
	"$g -u $1@police.example -a --detach-sign -o $2.sig $3 $5; }\n"
	"sig sato sato '' text part; sig suzuki suzuki '' text part; sig gone gone '' text part\n"
	"sig old old '--faked-system-time 20200101T100000' text part\n"
	"$g -u sato@police.example -a --sign -o opaque.asc part\n"
	"$g -u sato@police.example --clearsign -o jis.asc jis\n"
	"$g --import gone.rev\n"
	"$g --export | gpg --homedir v --batch -q --no-tty --import\n"
	"$g --export suzuki | gpg --homedir u --batch -q --no-tty --import\n";

static const char certificates[] =
	"export GNUPGHOME=$PWD/g\n"
	"cert() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
	"-subj \"/CN=$1/emailAddress=$1@police.example\" -addext keyUsage=digitalSignature "
	"-addext extendedKeyUsage=emailProtection -addext subjectAltName=email:$1@police.example "
	"-keyout $1.key -out $1.pem; fpr $1; }\n"
	"fpr() { openssl x509 -in $1.pem -noout -fingerprint -sha256 | sed 's/.*=//' >$1.x509; }\n"
	"cert sato; cert suzuki\n"
	/* made with a date that has passed */
	"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=old "
	"-keyout old.key -out old.csr; mkdir ca; : >ca/index; echo 01 >ca/serial\n"
	"printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=ca/index\\nserial=ca/serial\\n"
	"new_certs_dir=ca\\ndefault_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >ca.cnf\n"
	"openssl ca -batch -config ca.cnf -selfsign -keyfile old.key -in old.csr -out old.pem "
	"-notext "
	"-startdate 20200101000000Z -enddate 20200201000000Z; fpr old\n"
	"for n in sato suzuki old; do openssl cms -sign -binary -in part -signer $n.pem -inkey "
	"$n.key "
	"-outform DER -out $n.p7s; openssl cms -sign -binary -nodetach -in part -signer $n.pem "
	"-inkey $n.key -outform DER -out $n.p7m; done\n"
	/* by sato's name, not by sato's key */
	"mkdir f; cd f; cp ../part .; cert sato; cd ..; openssl cms -sign -binary -in part "
	"-signer f/sato.pem -inkey f/sato.key -outform DER -out forged.p7s\n";

#define TEXT "2を外す\n- 3を先に\nOK\n"
#define PART "Content-Type: text/plain; charset=utf-8\r\n\r\n承認\r\n"

typedef struct {
	char *folder;
	gboolean has_gpg, has_smime;
	GPtrArray *signers;
	GPtrArray *strings;
	KwAuthTrust trust;
} Fixture;

static void write_file(const Fixture *f, const char *name, const char *text, gssize length)
{
	g_autofree char *path = g_build_filename(f->folder, name, NULL);
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, text, length, &error);
	kw_assert_ok(error);
}

static char *read_file(const Fixture *f, const char *name, gsize *out_length)
{
	g_autofree char *path = g_build_filename(f->folder, name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_file_get_contents(path, &text, out_length, &error);
	kw_assert_ok(error);
	return text;
}

static void run(const Fixture *f, const char *script)
{
	const char *const argv[] = {"sh", "-ec", script, NULL};
	g_autofree char *out = NULL, *err = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	g_spawn_sync(f->folder, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err,
		     &status, &error);
	kw_assert_ok(error);
	if (!g_spawn_check_wait_status(status, NULL))
		g_error("keys: %s%s", out, err);
}

static void add_signer(Fixture *f, const char *name, gboolean is_smime)
{
	g_autofree char *file = g_strconcat(name, is_smime ? ".x509" : ".fpr", NULL);
	KwAuthSigner *signer = g_new0(KwAuthSigner, 1);
	char *fingerprint = g_strstrip(read_file(f, file, NULL));
	char *address = g_strconcat(name, "@police.example", NULL);

	g_ptr_array_add(f->strings, fingerprint);
	g_ptr_array_add(f->strings, address);
	*signer = (KwAuthSigner){fingerprint, address, is_smime};
	g_ptr_array_add(f->signers, signer);
}

static gboolean is_there(const char *program)
{
	g_autofree char *path = g_find_program_in_path(program);

	return path != NULL;
}

static Fixture *set_up(void)
{
	static const char *const names[] = {"sato", "suzuki", "gone", "old"};
	Fixture *f = g_new0(Fixture, 1);
	gsize length;
	g_autofree char *jis =
		g_convert("注意喚起～\n", -1, "ISO-2022-JP", "UTF-8", NULL, NULL, NULL);
	g_autofree char *plain =
		jis ? NULL
		    : g_convert("注意喚起〜\n\nⅠ", -1, "UTF-8", "UTF-8", NULL, &length, NULL);

	f->folder = kw_testing_folder();
	f->signers = g_ptr_array_new_with_free_func(g_free);
	f->strings = g_ptr_array_new_with_free_func(g_free);
	f->has_gpg = is_there("gpg") && is_there("gpgconf");
	f->has_smime = is_there("gpgsm") && is_there("openssl");
	write_file(f, "text", TEXT, -1);
	write_file(f, "part", PART, -1);
	write_file(f, "jis", "\x1b$BCm0U4-5/!A\x1b(B\n- x\n", -1); /* 注意喚起〜 */
	if (f->has_gpg)
		run(f, keys);
	if (f->has_smime)
		run(f, certificates);
	for (guint i = 0; f->has_gpg && i < G_N_ELEMENTS(names); i++)
		add_signer(f, names[i], FALSE);
	for (guint i = 0; f->has_smime && i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], "gone") != 0)
			add_signer(f, names[i], TRUE);
	f->trust.keyring = g_build_filename(f->folder, "v", NULL);
	f->trust.signers = f->signers;
	return f;
}

static void tear_down(Fixture *f)
{
	g_free((char *)f->trust.keyring);
	g_ptr_array_unref(f->signers);
	g_ptr_array_unref(f->strings);
	kw_testing_remove(f->folder);
	g_free(f->folder);
	g_free(f);
}

/* From `name`; with the good key's owner as the only one where `why` is NULL. */
static void check(const Fixture *f, const char *name, const char *mail, const char *text,
		  const char *why)
{
	g_autofree char *whole = g_strdup_printf(
		"From: %s@police.example\nTo: k@example.jp\nMIME-Version: 1.0\n%s", name, mail);
	g_autoptr(KwMessage) message = kw_message_parse(whole, strlen(whole), NULL, NULL);
	g_autoptr(KwAuth) auth = kw_auth_of(message, whole, strlen(whole), &f->trust);

	if (g_strcmp0(auth->signed_text, text) != 0 ||
	    (auth->level == KW_AUTH_SIGNED) != (why == NULL) || (why && !strstr(auth->why, why)))
		g_error("\"%s\" (%s), not \"%s\" (%s):\n%s", auth->signed_text, auth->why, text,
			why, whole);
	if (!why)
		g_assert_true(g_str_has_prefix(auth->address, name));
}

/* multipart/signed with the bytes of a file as its signature. */
static char *signed_mail(const Fixture *f, const char *file, const char *part)
{
	gsize length;
	g_autofree char *bytes = read_file(f, file, &length);
	g_autofree char *base64 = g_base64_encode((const guchar *)bytes, length);
	const char *type = g_str_has_suffix(file, ".p7s") ? "pkcs7" : "pgp";

	return g_strdup_printf("Content-Type: multipart/signed; micalg=x; boundary=b;\n"
			       " protocol=\"application/%s-signature\"\n\nthis is not signed\n"
			       "--b\n%s\n--b\nContent-Type: application/%s-signature\n"
			       "Content-Transfer-Encoding: base64\n\n%s\n--b--\nnor is this\n",
			       type, part, type, base64);
}

static char *inline_mail(const Fixture *f, const char *file, const char *charset, const char *above,
			 const char *below)
{
	g_autofree char *text = read_file(f, file, NULL);

	return g_strdup_printf("Content-Type: text/plain; charset=%s\n\n%s%s%s", charset, above,
			       text, below);
}

static gboolean is_skipped(gboolean is_there)
{
	if (!is_there)
		g_test_skip("no gpg, gpgsm or openssl");
	return !is_there;
}

static void test_pgp_mime(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *good = NULL, *other = NULL, *gone = NULL, *old = NULL, *changed = NULL;

	if (is_skipped(f->has_gpg))
		return;
	good = signed_mail(f, "sato.sig", PART);
	check(f, "sato", good, "承認", NULL);
	check(f, "suzuki", good, NULL, "is not listed for suzuki@police.example");
	check(f, "nobody", good, NULL, "no key is listed for nobody@police.example");
	other = signed_mail(f, "suzuki.sig", PART);
	check(f, "sato", other, NULL, "is not listed for sato@police.example");
	gone = signed_mail(f, "gone.sig", PART);
	check(f, "gone", gone, NULL, "by a revoked key");
	old = signed_mail(f, "old.sig", PART);
	check(f, "old", old, NULL, "has expired");
	changed = signed_mail(f, "sato.sig", "Content-Type: text/plain\n\nno\n");
	check(f, "sato", changed, NULL, "that is bad");
}

/* What is signed is not the whole mail, or not what stands there. */
static void test_pgp_mime_tricks(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *opaque = NULL, *good = NULL, *footer = NULL, *broken = NULL, *three = NULL;

	if (is_skipped(f->has_gpg))
		return;
	/* a signature that brings a text of its own */
	opaque = signed_mail(f, "opaque.asc", "Content-Type: text/plain\n\nother text\n");
	check(f, "sato", opaque, NULL, "not checkable");
	good = signed_mail(f, "sato.sig", PART);
	footer = g_strdup_printf("Content-Type: multipart/mixed; boundary=m\n\n--m\n"
				 "\n全部承認\n--m\n%s\n--m\n\nfooter\n--m--\n",
				 good);
	check(f, "sato", footer, "承認", NULL);
	broken = signed_mail(f, "text", PART);
	check(f, "sato", broken, NULL, "not checkable");
	three = signed_mail(f, "sato.sig", PART "\n--b\n\nunsigned");
	check(f, "sato", three, NULL, "no authserv_id");
}

static void test_pgp_inline(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *good = NULL, *around = NULL, *gone = NULL, *old = NULL, *bad = NULL,
			*jis = NULL, *two = NULL, *quoted = NULL;
	g_auto(GStrv) halves = NULL;

	if (is_skipped(f->has_gpg))
		return;
	good = inline_mail(f, "sato.asc", "utf-8", "", "");
	check(f, "sato", good, "2を外す\n- 3を先に\nOK", NULL);
	around = inline_mail(f, "sato.asc", "utf-8", "全部承認\n\n", "\n全部承認\n");
	check(f, "sato", around, "2を外す\n- 3を先に\nOK", NULL);
	check(f, "suzuki", around, NULL, "is not listed for suzuki@police.example");
	gone = inline_mail(f, "gone.asc", "utf-8", "", "");
	check(f, "gone", gone, NULL, "by a revoked key");
	old = inline_mail(f, "old.asc", "utf-8", "", "");
	check(f, "old", old, NULL, "has expired");
	halves = g_strsplit(good, "OK", 2);
	bad = g_strjoinv("NO", halves);
	check(f, "sato", bad, NULL, "that is bad");
	jis = inline_mail(f, "jis.asc", "iso-2022-jp", "", "");
	check(f, "sato", jis, "注意喚起～\n- x", NULL);
	/* the first of two decides, and only that is read */
	two = inline_mail(f, "sato.asc", "utf-8", "", bad);
	check(f, "sato", two, "2を外す\n- 3を先に\nOK", NULL);
	quoted = g_strdup_printf("\n> %s", strstr(good, "-----BEGIN"));
	check(f, "sato", quoted, NULL, "no authserv_id");
}

static void test_keyrings(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *unknown = g_build_filename(f->folder, "u", NULL);
	g_autofree char *absent = g_build_filename(f->folder, "absent", NULL);
	g_autofree char *good = NULL;
	Fixture other = *f;

	if (is_skipped(f->has_gpg))
		return;
	good = signed_mail(f, "sato.sig", PART);
	other.trust.keyring = unknown;
	check(&other, "sato", good, NULL, "not in the keyring");
	other.trust.keyring = absent;
	check(&other, "sato", good, NULL, "S/MIME" + 6);
	g_assert_false(g_file_test(absent, G_FILE_TEST_EXISTS));
	other.trust.keyring = NULL;
	check(&other, "sato", good, NULL, "there is no keyring to check");
}

static void test_smime(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *good = NULL, *other = NULL, *old = NULL, *forged = NULL, *changed = NULL;

	if (is_skipped(f->has_smime))
		return;
	good = signed_mail(f, "sato.p7s", PART);
	check(f, "sato", good, "承認", NULL);
	check(f, "suzuki", good, NULL, "is not listed for suzuki@police.example");
	other = signed_mail(f, "suzuki.p7s", PART);
	check(f, "sato", other, NULL, "is not listed for sato@police.example");
	old = signed_mail(f, "old.p7s", PART);
	check(f, "old", old, NULL, "has expired");
	forged = signed_mail(f, "forged.p7s", PART);
	check(f, "sato", forged, NULL, "is not listed for sato@police.example");
	changed = signed_mail(f, "sato.p7s", "Content-Type: text/plain\n\nno\n");
	check(f, "sato", changed, NULL, "S/MIME signature that is bad");
}

static char *opaque_mail(const Fixture *f, const char *file, const char *type)
{
	gsize length;
	g_autofree char *bytes = read_file(f, file, &length);
	g_autofree char *base64 = g_base64_encode((const guchar *)bytes, length);

	return g_strdup_printf("Content-Type: %s; smime-type=signed-data; name=smime.p7m\n"
			       "Content-Transfer-Encoding: base64\n\n%s\n",
			       type, base64);
}

static void test_smime_opaque(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *good = NULL, *old_type = NULL, *other = NULL, *broken = NULL, *swap = NULL;
	g_autofree char *bytes = NULL;
	gsize length;

	if (is_skipped(f->has_smime))
		return;
	good = opaque_mail(f, "sato.p7m", "application/pkcs7-mime");
	check(f, "sato", good, "承認", NULL);
	old_type = opaque_mail(f, "sato.p7m", "application/x-pkcs7-mime");
	check(f, "sato", old_type, "承認", NULL);
	other = opaque_mail(f, "suzuki.p7m", "application/pkcs7-mime");
	check(f, "sato", other, NULL, "is not listed for sato@police.example");
	broken = opaque_mail(f, "part", "application/pkcs7-mime");
	check(f, "sato", broken, NULL, "not checkable");
	bytes = read_file(f, "sato.p7m", &length);
	memcpy(strstr(memmem(bytes, length, "text/plain", 10), "\r\n\r\n") + 4, "X", 1);
	write_file(f, "changed.p7m", bytes, (gssize)length);
	g_free(broken);
	broken = opaque_mail(f, "changed.p7m", "application/pkcs7-mime");
	check(f, "sato", broken, NULL, "S/MIME signature that is");
	/* signed-data where the signature of another text should be */
	g_free(bytes);
	bytes = read_file(f, "sato.p7m", &length);
	write_file(f, "swap.p7s", bytes, (gssize)length);
	swap = signed_mail(f, "swap.p7s", "Content-Type: text/plain\n\nother text\n");
	check(f, "sato", swap, NULL, "S/MIME signature that is");
}

static void check_clear(const Fixture *f, const char *text, const char *signer, const char *word,
			const char *clean)
{
	g_autofree char *file = signer ? g_strconcat(signer, ".fpr", NULL) : NULL;
	g_autofree char *fingerprint = file ? g_strstrip(read_file(f, file, NULL)) : NULL;
	g_autofree char *out = NULL;

	g_assert_cmpstr(kw_auth_cleartext(text, f->trust.keyring, fingerprint, &out), ==, word);
	g_assert_cmpstr(out, ==, clean);
}

static char *quote(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *joined = g_strjoinv("\n> ", lines);

	return g_strconcat("> ", joined, NULL);
}

static void test_cleartext(gconstpointer data)
{
	const Fixture *f = data;
	g_autofree char *good = NULL, *old = NULL, *gone = NULL, *bad = NULL, *jis = NULL,
			*quoted = NULL, *quoted_bad = NULL, *unknown = NULL;
	g_auto(GStrv) halves = NULL;
	Fixture other = *f;

	if (is_skipped(f->has_gpg))
		return;
	good = read_file(f, "sato.asc", NULL);
	check_clear(f, good, NULL, "good", TEXT);
	check_clear(f, good, "sato", "good", TEXT);
	check_clear(f, good, "suzuki", "bad", TEXT);
	halves = g_strsplit(good, "OK", 2);
	bad = g_strjoinv("NO", halves);
	check_clear(f, bad, "sato", "bad", "2を外す\n- 3を先に\nNO\n");
	quoted = quote(good);
	check_clear(f, quoted, "sato", "good", "> 2を外す\n> - 3を先に\n> OK\n> ");
	quoted_bad = quote(bad);
	check_clear(f, quoted_bad, "sato", "not-checkable", "> 2を外す\n> - 3を先に\n> NO\n> ");
	old = read_file(f, "old.asc", NULL);
	check_clear(f, old, NULL, "unknown-key", TEXT);
	gone = read_file(f, "gone.asc", NULL);
	check_clear(f, gone, NULL, "bad", TEXT);
	other.trust.keyring = unknown = g_build_filename(f->folder, "u", NULL);
	check_clear(&other, good, "sato", "unknown-key", TEXT);
	/* signed in ISO-2022-JP, read as UTF-8 with the full-width tilde of Windows */
	jis = read_file(f, "jis.asc", NULL);
	g_strdelimit(jis, "\x1b", '\x1b');
	halves = (g_strfreev(halves), g_strsplit(jis, "\x1b$BCm0U4-5/!A\x1b(B", 2));
	g_free(jis);
	jis = g_strjoinv("注意喚起～", halves);
	check_clear(f, jis, "sato", "good", "注意喚起～\n- x\n");
}

int main(int argc, char **argv)
{
	Fixture *f;
	int result;

	g_test_init(&argc, &argv, NULL);
	f = set_up();
	g_test_add_data_func("/auth_signed/pgp-mime", f, test_pgp_mime);
	g_test_add_data_func("/auth_signed/pgp-mime-tricks", f, test_pgp_mime_tricks);
	g_test_add_data_func("/auth_signed/pgp-inline", f, test_pgp_inline);
	g_test_add_data_func("/auth_signed/keyrings", f, test_keyrings);
	g_test_add_data_func("/auth_signed/smime", f, test_smime);
	g_test_add_data_func("/auth_signed/smime-opaque", f, test_smime_opaque);
	g_test_add_data_func("/auth_signed/cleartext", f, test_cleartext);
	result = g_test_run();
	tear_down(f);
	return result;
}
