/* consult: what readers' mails ask, in both languages; what waits too long. */
#include "../support/testing.h"

#include "base/when.h"
#include "subscribers/consult.h"

static const struct {
	const char *kind, *own; /* kind: with the case of an incident behind a "/"; "" = nothing */
} mails[] = {
	/* something has happened */
	{"incident/opened-attachment", "変なメールの添付を開いてしまいました。大丈夫でしょうか。"},
	{"incident/personal-data-leak",
	 "お客様300人分の名簿が漏れたかもしれません。届け出は必要ですか？"},
	{"incident/ransomware", "今朝からファイルが開けないのですが、どうしたらいいですか。"},
	{"incident/ransomware", "画面に英語で身代金の文が出ています。"},
	{"incident/entered-password", "宅配のメールから飛んで、パスワードを入力してしまいました"},
	{"incident/entered-card", "カード番号を入れてしまったのですが、止めるべきですか"},
	{"incident/called-support-scam", "警告画面に電話したら、遠隔操作されました。"},
	{"incident/called-support-scam",
	 "画面の番号に電話したら、ソフトを入れるように言われました。"},
	{"incident/money-sent", "社長を名乗るメールにだまされて、80万円振り込んでしまいました。"},
	{"incident/bank-drained", "ネットバンキングで知らない振込があります！"},
	{"incident/account-taken-over", "会社のインスタを乗っ取られました。助けてください。"},
	{"incident/lost-phone", "社員が社用のスマホを落としました。"},
	{"incident/lost-pc", "ＵＳＢメモリをなくしました。中に見積書が入っています。"},
	{"incident/website-defaced", "ホームページが改ざんされたと、お客様から電話がありました"},
	{"incident/mail-to-wrong-people",
	 "請求書を違う人に送ってしまいました、どうすればいいですか"},
	{"incident/strange-behaviour", "マウスが勝手に動きます。"},
	{"incident/ransomware", "もしかして、ファイルが暗号化されたのでしょうか。"},
	{"incident/opened-attachment", "2番の件。社員が添付ファイルを開いた。至急教えてください"},
	{"incident/opened-attachment", "One of us opened the attachment this morning. What now?"},
	{"incident/ransomware",
	 "Our files are encrypted and there is a ransom note on the screen."},
	{"incident/entered-password", "I entered my password on a strange page."},
	{"incident/lost-pc", "We lost a laptop... a lost laptop with customer names on it."},
	{"incident/account-taken-over", "My account was hacked, somebody signed in from abroad."},
	{"incident/money-sent", "Our bookkeeper sent money to a wrong account after a fake mail."},
	{"incident/strange-behaviour", "サーバーがウイルスに感染しました。"},
	{"incident/called-support-scam",
	 "「ウイルスに感染しました」という画面が出て、消えません。"},
	{"incident/personal-data-leak", "お客様の名簿が流出したかもしれません。"},
	{"incident/opened-attachment", "メールの添付をあけてしまいました どうしたらいいですか"},
	{"incident/money-sent", "昨日の夜に変な電話がきて お金も振り込んだ"},
	{"incident/ransomware", "急に英語の画面になって、ファイルがひらけません"},
	{"incident/called-support-scam", "ピーピー鳴ってる サポートに電話しろって出てます"},
	{"incident/tapped-link", "リンク押しちゃった"},
	{"incident/strange-behaviour", "パソコンがウイルスにかかったみたいです"},
	{"incident/lost-phone", "社員のスマホがなくなりました"},
	{"incident/entered-password", "変なサイトにパスワードうっちゃいました"},
	{"incident/ransomware", "サーバーが動かない 英語でお金はらえって"},
	{"incident/money-sent", "知らないひとにお金おくってしまった"},
	{"incident/account-taken-over", "インスタのっとられた"},
	{"incident/mail-to-wrong-people", "お客さんの名簿をまちがえて送った"},
	{"incident/lost-pc", "ノートパソコンを電車に忘れました"},
	{"incident/website-defaced", "ホームページが変な中国語の画面になってる"},
	{"incident/bank-drained", "銀行の口座からお金がへってる"},
	{"incident/called-support-scam", "電話がきて言われるまま操作した"},
	{"incident/strange-behaviour", "I think we got hacked"},
	/* the same words, and nothing has happened */
	{"question", "添付をあけてしまったら、どうしたらいいですか"},
	{"question", "ウイルスに感染したら、どうすればいいですか"},
	{"question", "うちのパソコンがウイルスに感染しないか心配です。"},
	{"question", "添付ファイルを開いてしまったら、どうすればいいですか？"},
	{"question", "身代金を払えと言われたら、払うべきですか。"},
	{"question", "もしパスワードを入力してしまったときの手順を教えてください"},
	{"question", "名簿が漏れないようにするには、何をすればよいですか"},
	{"question",
	 "変なメールは来ましたが、添付ファイルを開いたわけではありません。消せばよいですか"},
	{"question", "ニュースで、病院のファイルが暗号化されたと見ました。うちも危ないですか？"},
	{"question", "個人情報が漏えいした場合の報告先を知りたいです。個人情報が漏れた場合です。"},
	{"question", "万一スマホをなくした時のために、何を入れておけばよいですか"},
	{"question", "What should we do if somebody opened the attachment?"},
	{"question", "How do we prevent a data leak?"},
	{"question", "We have not opened the attachment. Is it enough to delete the mail?"},
	{"question", "What is a ransom note?"},
	{"question", "I read in the news that a website was hacked. Does it concern us?"},
	/* questions */
	{"question",
	 "2番のWindowsの更新、会計ソフトが動かなくなると聞きました。やっても大丈夫ですか？"},
	{"question", "これは本物ですか？フィッシングが多いので。"},
	{"question",
	 "セキュリティの会社から電話があり、UTMを入れないと危ないと言われました。月3万円です。"
	 "必要ですか？"},
	{"question", "いつもありがとうございます。ルーターの型番はどこを見れば分かりますか。"},
	{"question", "弊社にUTMの見積もりが来ました。高くないですか？"},
	{"question", "更新ができません"},
	{"question", "これっていくらかかるの"},
	{"question", "会費を振り込みました"},
	{"question", "スマホがなくなったら、どこに電話しますか"},
	{"question", "どうやって更新するんだっけ"},
	{"question", "よくわからん"},
	{"question", "専門家に聞いたら、古いサーバーは替えるべきだと言われました。本当ですか。"},
	{"question", "基本方針という言葉がよく分かりません。何のことですか"},
	{"question", "ﾊﾟｽﾜｰﾄﾞは何文字がよいですか"},
	{"question", "Does story 2 concern a Mac as well?"},
	{"question", "Thank you. Which of the two updates is more urgent?"},
	{"question", "Our router is ten years old"},
	/* somebody shall come */
	{"specialist", "専門家"},
	{"specialist", "専門家派遣を希望"},
	{"specialist", "山形県の印刷会社です。専門家に来てもらうことはできますか？"},
	{"specialist", "専門家の派遣をお願いしたいのですが"},
	{"specialist", "Could a specialist come to our office?"},
	{"specialist", "We would like a visit from a specialist."},
	/* a policy */
	{"policy", "基本方針"},
	{"policy", "基本方針をください"},
	{"policy",
	 "二つ星を取りたいのですが、基本方針のひな形はありますか？補助金の条件と言われました。"},
	{"policy", "情報セキュリティ基本方針"},
	{"policy", "セキュリティポリシーの見本を送ってください。"},
	{"policy", "security policy"},
	{"policy", "Do you have a template for a security policy?"},
	/* nothing to answer */
	{"", ""},
	{"", "ありがとうございます。"},
	{"",
	 "お世話になっております。\n見本商店の山田です。\n更新しました。ありがとうございました。"},
	{"", "了解です。"},
	{"", "2番の件やりました"},
	{"", "いつも参考にしています。これからも楽しみにしています"},
	{"", "Thanks, very helpful."},
	{"", "Hi,\n\nwe installed the update. Thank you!"},
	{"", "Noted."},
	/* somebody sells something */
	{"sales", "突然のご連絡失礼いたします。弊社は、サーバーの保守をしております。"},
	{"sales", "【お見積り】サーバー保守のご提案"},
	{"sales", "貴社のホームページを拝見しました。無料診断をいたします。"},
	{"sales", "御社の集客について、オンラインでお話しするお時間をいただけますでしょうか。"},
	{"sales",
	 "ウイルスに感染したかもと心配な御社へ。弊社では、初期費用0円でご提案いたします。"},
	{"sales", "Hi, I'm reaching out because our services help you rank higher on Google."},
	{"sales", "We offer web design. Would you be interested in a quick call?"},
};

static void check(const KwWords *words, const char *own, const char *wanted)
{
	KwConsult consult = kw_consult_read(words, NULL, own);
	const char *name = kw_consult_name(consult.kind);
	g_autofree char *got =
		consult.firstaid ? g_strdup_printf("%s/%s", name, kw_word_id(consult.firstaid))
				 : g_strdup(name ? name : "");

	if (!g_str_equal(got, wanted)) {
		g_test_message("%s\n  is \"%s\", not \"%s\"", own, got, wanted);
		g_test_fail();
	}
}

static void kinds(void)
{
	g_autoptr(KwWords) ja = kw_testing_words("ja");
	g_autoptr(KwWords) en = kw_testing_words("en");

	g_assert_cmpuint(G_N_ELEMENTS(mails), >=, 60);
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		check(ja, mails[i].own, mails[i].kind);
		check(en, mails[i].own, mails[i].kind);
	}
}

static void details(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	KwConsult consult = kw_consult_read(words, "専門家派遣の申込み",
					    "山形県の見本商店です。お願いします。");

	g_assert_cmpint(consult.kind, ==, KW_CONSULT_SPECIALIST);
	g_assert_cmpstr(consult.prefecture, ==, "山形県");
	consult = kw_consult_read(words, NULL, "２番のWindowsの件、うちも関係ありますか");
	g_assert_cmpint(consult.story, ==, 2);
	g_assert_true(consult.is_question);
	g_assert_false(consult.is_bare && consult.kind == KW_CONSULT_POLICY);
	g_assert_null(consult.prefecture);
	consult = kw_consult_read(words, NULL, "is story 3 for us?");
	g_assert_cmpint(consult.story, ==, 3);
	consult = kw_consult_read(words, NULL, "第42号を読みました。更新できません。");
	g_assert_cmpint(consult.story, ==, 0);
	consult = kw_consult_read(words, NULL, "基本方針");
	g_assert_true(consult.is_bare);
	consult = kw_consult_read(
		words, "基本方針",
		"補助金の条件だと言われました。いつまでに必要なものなのか分かりません。");
	g_assert_cmpint(consult.kind, ==, KW_CONSULT_POLICY);
	g_assert_false(consult.is_bare);
	consult = kw_consult_read(words, "ウイルスに感染したかも", "");
	g_assert_cmpint(consult.kind, ==, KW_CONSULT_INCIDENT);
}

/* Whether a mail is genuine: one of ours ("ours"), somebody else's ("other"), or not asked. */
static void genuine(void)
{
	static const struct {
		const char *own, *wanted;
	} rows[] = {
		{"これは本物ですか？フィッシングが多いので。", "ours"},
		{"このメールは詐欺ではないですか", "ours"},
		{"御社から届いたこのメール、詐欺ではないですよね？", "ours"},
		{"知り合いから転送された、かわら版というメールは本物でしょうか？", "ours"},
		{"本当にそちらから来たメールでしょうか", "ours"},
		{"これって迷惑メールですか。", "ours"},
		{"Is this mail genuine?", "ours"},
		{"Did you really send me this?", "ours"},
		{"銀行からこんなメールが来ました。本物ですか？", "other"},
		{"アマゾンのメールが来ました。これは詐欺ですか？", "other"},
		{"取引先から請求書のメールが来ました。偽物でしょうか。", "other"},
		{"警告の画面が出ました。本物でしょうか", "other"},
		{"I got a mail of my bank. Is it real?", "other"},
		{"専門家に聞いたら、古いサーバーは替えるべきだと言われました。本当ですか。", ""},
		{"ルーターは何がいいですか", ""},
		{"本物の花を贈りました。", ""},
		{"Windowsの公式の更新はどこですか", ""},
		{"フィッシングとは何ですか", ""},
		{"これは公式のメールでしょうか", "ours"},
		{"ここは安全ではないです。", ""},
	};
	g_autoptr(KwWords) words = kw_testing_words("ja");

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		KwConsult consult = kw_consult_read(words, NULL, rows[i].own);
		const char *got = !consult.asks_genuine ? ""
				  : consult.names_other ? "other"
							: "ours";

		if (!g_str_equal(got, rows[i].wanted)) {
			g_test_message("%s\n  is \"%s\"", rows[i].own, got);
			g_test_fail();
		}
	}
}

static void waits_too_long(void)
{
	static const struct {
		const char *now, *before;
	} cases[] = {
		{"2026-11-12", "2026-11-10"}, /* Thursday: Tuesday's is due today */
		{"2026-11-13", "2026-11-11"}, {"2026-11-16", "2026-11-12"},
		{"2026-11-18", "2026-11-14"}, /* Saturday's waits from Monday on */
		{"2026-11-15", "2026-11-12"}, /* Sunday: Thursday's is due tomorrow */
		{"2026-11-24", "2026-11-19"}, /* Tuesday behind 勤労感謝の日 */
		{"2026-11-25", "2026-11-20"}, {"2027-01-05", "2026-12-26"}, /* year-end */
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Tokyo");

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t now = kw_when_at(cases[i].now, "10:00", zone);
		g_autofree char *before =
			kw_when_day(kw_consult_overdue_before(now, 2, "12/29-1/3", zone), zone);

		g_assert_cmpstr(before, ==, cases[i].before);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/consult/kinds", kinds);
	g_test_add_func("/consult/details", details);
	g_test_add_func("/consult/genuine", genuine);
	g_test_add_func("/consult/waits-too-long", waits_too_long);
	return g_test_run();
}
