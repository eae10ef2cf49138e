/* explain: what a source states by the form of its sentences, and what a story may then promise. */
#include "digest/explain.h"

#include "../../digest/explain-private.h"
#include "../support/story_check.h"
#include "../support/testing.h"

#define T(text) ((char *)(text))

static KwWords *words;

/* --- forms of sentences --- */

static gboolean states(const char *sentence, const char *id)
{
	return kw_forms_has_form(sentence, id);
}

static void test_forms(void)
{
	static const struct {
		const char *id, *said, *not_said;
	} rows[] = {
		{"fixed", "本脆弱性を修正する修正モジュールが提供されています",
		 "修正済みバージョンは提供されていません"},
		{"wont-fix", "セキュリティ更新プログラムによる対応は行なわないとのことです",
		 "更新プログラムによる対応をお願いします"},
		{"wont-fix", "開発元はこの件を修正しない方針を示した", "修正しないと危険です"},
		{"wont-fix", "修正する予定はないと説明している",
		 "変更する予定はないと説明している"},
		{"stop-use", "対象の製品の使用を停止してください",
		 "更新できない場合は、製品の使用を停止してください"},
		{"stop-use", "[MB-100 を使用しない]", "MB-100 の機能を使用しないでください"},
		{"workaround-remedy", "[ワークアラウンドを実施する] 次のとおりにする",
		 "更新するまで、回避策を実施してください"},
		{"optional-update", "任意の更新プログラムとして提供されます",
		 "任意のコードを実行されます"},
		{"no-security-update", "この更新は任意のものです",
		 "更新の適用この任意の更新プログラムは、利用可能です"},
		{"fixed", "We have already fixed the vulnerabilities in these versions",
		 "Cisco has not released and will not release software updates"},
		{"fixed", "VMware fixed three zero-day bugs",
		 "Microsoft fixed a known issue with printers"},
		{"fixes-differ", "対策方法は、製品により異なります",
		 "影響は、脆弱性により異なります"},
		{"cut-off", "開発元は、…", "開発元は、修正版を公開しました"},
		{"cut-off", "続きを読む", "続きを読むには、ログインしてください"},
		{"cut-off", "The vendor said [...]", "Read more in the advisory of Foo 3.1"},
		{"no-login", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		 "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"},
		{"login-first", "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
		 "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
		{"login-first", "authenticated attackers, with Subscriber-level access and above",
		 "An unauthenticated attacker may sign in"},
		{"login-first", "当該製品がインストールされた端末にログインできるユーザによって",
		 "当該製品にログインしたユーザのウェブブラウザ上で"},
		{"login-first", "悪用するには、端末にログインできる必要があります",
		 "ログインできる必要はなく、誰でも悪用できます"},
		{"admin-first", "当該製品に管理者としてログイン可能なユーザによって",
		 "管理者としてログインしている利用者が、細工されたページを開くと"},
		{"admin-first", "当該製品に管理者権限でログインした攻撃者によって",
		 "管理者権限でログインしているユーザのウェブブラウザ上で"},
		{"admin-first", "attackers with administrator-level access",
		 "An attacker can gain administrator access"},
		{"page-while-in",
		 "当該製品にログインした状態の管理者が細工されたページにアクセスした場合",
		 "当該製品にログインした攻撃者がファイルを取得する"},
		{"page-while-in", "a logged-in administrator must visit a crafted page",
		 "an authenticated attacker can read a file"},
		{"bad-app", "不正なアプリをインストールした場合、情報を窃取される",
		 "不正なアプリは見つかっていません"},
		{"only-installing", "インストール済みの場合、影響を受けません",
		 "インストール時に再起動が必要です"},
		{"only-exposed", "インターネットに直接接続している場合、操作される可能性があります",
		 "インターネットに接続して、更新します"},
		{"only-some", "Only domain-joined servers are affected",
		 "All versions are affected"},
		{"only-some", "影響を受けるのは、旧型の機種のみです",
		 "すべての機種が影響を受けます"},
		{"only-if-on", "遠隔管理を有効にしている環境で影響を受けます",
		 "有効にした場合は、無効にしてください"},
		{"fixed", "Apply the Google emergency security update",
		 "until fixed software is available"},
		{"fixed", "Ver.2.1.9で対策済みです", "修正版を公開しているかを確認してください"},
		{"fixed", "この問題は3.12.0で修正されました",
		 "この問題は3.12.0で修正されていません"},
		{"fixed", "ぶどう セキュリティ更新プログラムの公開",
		 "セキュリティ更新プログラムの提供終了のお知らせ"},
		{"fixed", "修正バージョン：3.12.1", "3.0で対応した新機能により、問題が生じました"},
		{"no-exploit", "悪用された報告は受けていない", "悪用された報告を受けました"},
		{"fixed", "First fixed in: 17.2", "The issue is not fixed in 17.2"},
		{"fixed", "Patched versions: 3.12.0", "Patched versions: none"},
		{"fixed", "First fixed release Mihon 3.12.1",
		 "Fixed versions are not yet known for Mihon 3.11"},
		{"fixed", "Mihon 3.1 < 3.1.4 >= 3.1.4", "Mihon 3.1 < 3.1.4"},
		{"fixed", "Update 3.12.1 released 2021-10-04", "Update 3.12.1 will be released"},
		{"fixed", "Resolved in 3.12.1", "It must be fixed by 2024-05-01"},
		{"fixed", "Mihon recommends immediately patching the flaw",
		 "Mihon recommends updating your passwords"},
		{"fixed", "Mihon 3.12.1 - Security and maintenance release",
		 "Mihon 3.12.1 - Feature release"},
		{"fixed", "The report has been verified and fixed",
		 "Once a fix is available, install it"},
		{"fixed", "Mihon released emergency fixes on Tuesday",
		 "Install it once Mihon released the patches"},
		{"fixed", "Patches were released last week", "No patches have been released"},
		{"no-plan", "Mihon-100: 生産終了のため、修正の予定なし", "Mihon-100: 修正済み"},
		{"fixed", "Mihon has shipped hotfixes for the flaw",
		 "Micropatches and other unofficial patches are available"},
		{"fixed", "修正パッチが公開されました", "非公式の修正パッチが公開されました"},
		{"no-fix", "The maker has yet to release a patch",
		 "The maker has yet to release details"},
		{"no-plan", "Mihon-100: Product is discontinued, fix is unavailable",
		 "Mihon-100: Update to 3.1"},
		{"no-plan", "Mihon-100: no fix planned", "There is no fix planned for Friday"},
		{"fix-numbered", "The fix will be available in version 3.12.0",
		 "A fix will be available in June"},
		{"affected-versions", "Mihon ver 1.2 およびそれ以前", "2020年以前の話です"},
		{"affected-versions", "It affects versions before 1.2",
		 "Install updates to affected products as they are available"},
		{"default-settings", "Mihon is exploitable in its default configuration",
		 "It is not protected by the default configuration"},
		{"no-exploit", "当社は、悪用を確認していないとしています", "悪用を確認しています"},
		{"no-support", "These models are no longer receiving security updates",
		 "Without new keys, devices risk not receiving security updates"},
		{"no-fix", "2024年1月11日時点で、修正済みバージョンは提供されていません",
		 "更新プログラムが提供されていない製品は、交換してください"},
		{"no-fix", "No security patch is currently available",
		 "A security patch is available"},
		{"fix-comes", "Cisco plans to release software updates",
		 "Cisco has no plans to release software updates"},
		{"fix-comes", "対策版を5月に公開する予定です",
		 "将来的に、お客様を保護する更新プログラムを公開する予定です"},
		{"fix-comes", "Mihon will release updates in May",
		 "Mihon will release further updates as needed"},
		{"no-exploit", "There is no evidence of exploitation",
		 "There is no evidence of exploitation affecting Australian networks"},
		{"no-weakness", "It does not stem from a vulnerability of the platform",
		 "It stems from a vulnerability of the platform"},
		{"fix-comes", "対策ファームウェアを12月18日に公開する予定です",
		 "対策ファームウェアを公開しました"},
		{"no-support", "12.1系はサポートが終了（EOL）しており、修正は提供されません",
		 "12.1系はサポートが終了（EOL）しています"},
		{"support-ends", "Mihon 3 is being retired on June 15",
		 "The alert was retired; retired staff may read it"},
		{"support-ends", "Mihon 3 reaches retirement in June", "He reached the office"},
		{"support-ends", "ミホン3は提供を終了し、サポート対象外となります",
		 "サポート対象外の機種は、動作を保証しません"},
		{"end-day", "Mihon 3 will go out of support on June 15, 2022",
		 "It was released on June 15, 2022"},
		{"end-day", "サポートの期限は2026年1月3日です",
		 "2024年5月1日に公開した製品のサポートは終了しました"},
		{"support-ends", "Windows 10 のサポートは 2025 年 10 月 14 日に終了しました",
		 "The impacted product could be end-of-life"},
		{"stop-if-unfixable",
		 "Apply mitigations or discontinue use of the product if mitigations are "
		 "unavailable",
		 "Discontinue using the default password"},
		{"replace", "後継商品への切り替えをご検討ください", "新しい画面が出ます"},
		{"attack-code", "脆弱性を実証するコードがすでに公開されています",
		 "実証コードは公開されていません"},
		{"attack-code", "PoC exploit released for a flaw in routers",
		 "An update was released"},
		{"attack-code", "Proofs-of-concept (PoCs) for it are now publicly available",
		 "We are not aware of a proof-of-concept that is available"},
		{"remote", "遠隔の第三者によって、任意のOSコマンドを実行される",
		 "インターネットを経由して、外部から悪用されるものではありません"},
		{"remote", "A remote unauthenticated attacker can run code",
		 "Connect with Remote Desktop"},
		{"on-the-machine", "PCにログインできる利用者によって操作される",
		 "ログインできません"},
		{"needs-presence", "An attacker with physical access may read it",
		 "Restrict physical access to the device"},
		{"crafted-file", "細工されたCXPファイルを開くことで、情報が漏れる",
		 "細工されたファイルをアップロードされる"},
		{"check-traces", "不審なファイルが設置されていないか調査してください",
		 "不審なメールが届きます"},
		{"change-passwords", "パスワードや共有の鍵などをすべて変更する",
		 "第三者にパスワードを変更される"},
		{"change-passwords", "Reset your passwords at once",
		 "The link leads to the \"Reset Password\" button of the form"},
		{"set-password", "管理者パスワードを初期値から変更してください",
		 "初期パスワードのまま使うと、設定を変えられます"},
		{"renew-keys", "Rotate all API keys after the update",
		 "Attackers changed the keys of the table"},
		{"renew-keys", "更新のあと、マシンキーを再生成してください",
		 "無線の暗号化キーを変更してください"},
		{"renew-keys", "証明書を失効させてください", "当社は証明書を失効させた"},
		{"support-ends", "サポート対象のバージョンへアップグレードしてください",
		 "サポート対象のバージョンは、次のとおりです"},
		{"support-ends", "Upgrade to a supported version",
		 "Mihon 3 is a supported version"},
		{"number-matching", "Enable number matching for approvals",
		 "The number matches that of the bill"},
		{"number-matching", "認証アプリでは、番号の照合を有効にしてください",
		 "口座番号の照合を行います"},
		{"uninstall", "ただちにアンインストールしてください",
		 "旧版をアンインストールしてから、新しい版を入れてください"},
		{"old-installer", "保存している古いインストーラは削除してください",
		 "古い版を削除してください"},
		{"new-installer", "最新版のインストーラーを使用してください",
		 "インストーラーを実行すると、悪いコードが動きます"},
		{"advised-card-company",
		 "身に覚えのない請求があった場合は、カード会社へご連絡ください",
		 "カード会社から連絡を受けました"},
		{"advised-card-entered",
		 "番号を入力してしまった場合は、カード会社に連絡してください",
		 "カード会社を名乗る連絡です"},
		{"advised-password", "Change to distinct passwords at once",
		 "Passwords were changed"},
		{"turn-off", "リモートリンク機能を無効にしてください", "この機能は有用です"},
		{"turn-off", "Disable the web interface",
		 "Remove or disable any unnecessary accounts"},
		{"limit-access", "接続元を制限してください", "接続できません"},
		{"turn-off", "Users of old models are advised to disable remote access",
		 "Attackers may disable the firewall"},
		{"turn-off", "サービスを停止し、更新してください",
		 "サービスを停止し、調査を進めています"},
		{"workaround", "ワークアラウンドの適用を推奨しています",
		 "ワークアラウンドを実施する"},
		{"workaround", "接続元をしぼれば、影響を軽減できます", "影響を軽減した例は無い"},
		{"limit-access", "接続を遮断し、更新してください",
		 "当社は同日、外部との接続を遮断し、調査を進めています"},
		{"limit-access", "管理画面へのアクセスを制限する",
		 "不正アクセスを遮断し、機能を停止した"},
		{"limit-access", "アクセスを遮断する設定にしてください",
		 "アクセスを遮断する措置を講じました"},
		{"limit-access", "外部から届く経路を制限してください", "経路を調べてください"},
		{"no-fix", "この弱点は未修正のままです", "未修正の弱点を調べました"},
		{"no-fix", "作った会社は、対応を予定していないとのことです",
		 "対応を予定しています"},
		{"no-plan", "対策版の発行予定がないため、移行してください", "対策版を発行しました"},
		{"automatic", "この更新は48時間以内に適用されるため、お待ちください",
		 "自動で更新されません"},
		{"comes-by-itself",
		 "装置は自動的に保護されるため、特別な措置を講じる必要はありません",
		 "古い版をお使いの場合は、操作を行う必要はありません"},
		{"not-by-windows-update", "Windows Update では配られません",
		 "Windows Update で配られます"},
		{"no-security-update", "今回の更新に、セキュリティ更新プログラムは含まれていません",
		 "セキュリティ更新プログラムが含まれています"},
		{"only-if-on", "Routers with the file sharing enabled are affected",
		 "Make sure that logging is enabled"},
		{"only-if-on", "Devices with the file sharing enabled are affected",
		 "A flaw in the discovery protocol feature of a phone"},
		{"only-windows", "The problem is only present in Windows versions of it",
		 "It is only present in Windows and Linux versions"},
		{"local-user", "A local user could become administrator",
		 "An attacker can create a local user and a password"},
		{"local-user", "Exploitation requires local user access",
		 "The local user guide tells more"},
		{"no-login", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		 "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"},
		{"crafted-file", "Crafted data in a RAR file can lead outside the folder",
		 "It keeps crafted data in memory"},
		{"targeted-people", "It was aimed at targeted individuals",
		 "Individuals should update"},
		{"advised-bookmark", "Log in through the shop's website or app, not the link",
		 "Attackers log in through the website of others"},
		{"advised-confirm", "Contact the company using a phone number you know is real",
		 "Contact the company"},
		{"only-if-on", "買ったままの状態では影響を受けません", "影響を受けません"},
		{"only-linux", "This issue only affects Linux systems",
		 "It affects only Linux and macOS"},
		{"only-windows", "影響を受けるのはWindows版のみです",
		 "Windows版のみ、修正版が公開されています"},
		{"only-mac", "macOS版だけが影響を受けます", "It only runs on macOS"},
		{"workaround", "アップデートできない場合は、設定の変更を行ってください",
		 "アップデートできない場合は、お問い合わせください"},
		{"receive-alone", "It triggers automatically when it is retrieved by the client",
		 "It triggers when the file is opened"},
		{"renew-tokens", "Revoke all access tokens at once", "The token was stolen"},
		{"advised-password", "Use a sufficiently strong password unique to the site",
		 "The password was stored in clear text"},
		{"check-traces", "Look for signs of compromise",
		 "Indicators of compromise can be found here"},
		{"cloud-excused", "クラウド版をご利用の場合、作業は不要です",
		 "クラウド版も更新してください"},
		{"not-affected", "当社の商品はいずれも、本脆弱性の影響は受けないことを確認しました",
		 "Macは影響を受けません"},
		{"nothing-to-do", "お客様に行っていただく作業はございません",
		 "お客様に更新していただきます"},
		{"on-phone", "iOS版のアプリに問題がありました", "WindowsとiOS版のアプリの問題です"},
		{"is-report", "セキュリティ対策の補助金", "補助を受けた会社"},
		{"advised-consumer-line", "困ったら188に電話する",
		 "https://www.example.org/1881を見る"},
		{"check-traces", "身に覚えのないログインがないか確認する",
		 "身に覚えのない請求がないか確認する"},
		{"is-report", "サイバー空間をめぐる脅威の情勢等について", "ランサムウェアに注意"},
		{"advised-hang-up", "自動音声の電話はすぐに切る", "画面の番号に電話をかけない"},
		{"advised-link", "メールのリンクはクリックしないでください",
		 "リンクをクリックすると、感染します"},
		{"advised-confirm", "別の手段で本人に確認する", "本人に送ってください"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s: %s / %s", rows[i].id, rows[i].said, rows[i].not_said);
		g_assert_true(states(rows[i].said, rows[i].id));
		g_assert_false(states(rows[i].not_said, rows[i].id));
	}
}

/* A fact is stated by a name, by a form or by both; whatever is stated is good for something. */
/* What is caught is told: the whole name, in its own capitals, or nothing. */
static void test_caught(void)
{
	static const struct {
		const char *id, *sentence, *caught; /* NULL = nothing */
	} rows[] = {
		{"turn-off", "設定画面でUPnP機能を無効にしてください", "UPnP機能"},
		{"turn-off", "・ リモート管理の設定を無効化する", "リモート管理"},
		{"turn-off", "すぐに更新できない場合は、ＳＳＬ－ＶＰＮ機能を停止してください。",
		 "SSL-VPN機能"},
		{"turn-off", "MSDT の URL プロトコルを無効にすることを推奨します",
		 "MSDT の URL プロトコル"},
		{"turn-off", "印刷サービスを停止し、無効にする", "印刷サービス"},
		{"turn-off", "GUI機能を使用しないでください", "GUI機能"},
		{"turn-off", "「外からの設定」を無効にする", "外からの設定"},
		{"turn-off", "外から入れないよう遠隔設定機能を無効にする", "遠隔設定機能"},
		{"turn-off", "TCPポート(445)を遮断してください", "TCPポート(445)"},
		{"turn-off", "転送機能および共有機能を無効にする", "転送機能および共有機能"},
		{"turn-off", "転送機能や共有機能を無効にする", "転送機能や共有機能"},
		{"turn-off", "Users should disable UPnP until then.", "UPnP"},
		{"turn-off", "Block inbound SMB at the border", "SMB"},
		{"turn-off", "インターネット側からの設定機能を無効にしてください",
		 "インターネット側からの設定機能"},
		{"turn-off", "ルーターの「遠隔管理」を無効にしてください", "遠隔管理"},
		{"turn-off", "当該製品の共有機能を無効化してください", "共有機能"},
		{"turn-off", "Disable SSL VPN until you can patch", "SSL VPN"},
		/* half a name, or what everything is called */
		{"turn-off", "社外から開ける管理画面を無効にする", NULL},
		{"turn-off", "使っていない機能を無効にする", NULL},
		{"turn-off", "公開までは、中継器の機能を使わないでください", NULL},
		{"turn-off", "本機能を無効にしてください", NULL},
		{"turn-off", "当該サービスを停止してください", NULL},
		/* a condition, a past, a harm, a wish, a thing that is not asked for */
		{"turn-off", "転送を使わない場合は、転送機能を無効にしてください", NULL},
		{"turn-off", "当社は、転送機能を無効にしました", NULL},
		{"turn-off", "転送機能を停止し、調査を進めています", NULL},
		{"turn-off", "攻撃者がログ機能を無効にする", NULL},
		{"turn-off", "第三者に、監視機能を無効にされる", NULL},
		{"turn-off", "転送機能を無効にしないでください", NULL},
		{"turn-off", "転送機能を無効にすることはできません", NULL},
		{"turn-off", "転送機能を無効にする必要はありません", NULL},
		{"turn-off", "初期設定では、転送機能は無効です", NULL},
		{"turn-off", "セキュリティ機能を無効にする", NULL},
		{"turn-off", "製品の使用を停止する", NULL},
		{"turn-off", "パスワードをすべて無効にする", NULL},
		{"turn-off", "Attackers may disable UPnP", NULL},
		{"turn-off", "If you do not use it, disable UPnP", NULL},
		{"turn-off", "Do not disable UPnP", NULL},
		/* the one version that repairs it */
		{"fixed", "修正したバージョン2026.2.1を公開しました", "2026.2.1"},
		{"fixed", "開発者は2026.2.1をリリースしており、更新を推奨しています", "2026.2.1"},
		{"fixed", "ver.3.20.0で本脆弱性の対策を行っています", "3.20.0"},
		{"fixed", "3.20.0以降のインストーラーを使用してください", "3.20.0"},
		{"fixed", "ファームウェアをバージョン1.03以降にアップデートしてください", "1.03"},
		{"fixed", "Update Mihon to version 4.2.1 or later", "4.2.1"},
		{"fixed", "This was fixed in Mihon 4.2.1.", "4.2.1"},
		{"fixed", "対策済みファームウェア Ver.1.52 を公開しました", "1.52"},
		{"fixed", "最新版（Ver.4.1.2）へアップデートしてください", "4.1.2"},
		{"fixed", "本製品は、3.1で新しい画面に対応しています", NULL},
		{"fixed", "3.1.0以降を利用している場合は、影響を受けません", NULL},
		{"fixed", "3.1に更新した場合、再起動が必要です", NULL},
		{"fixed", "7.2.3、7.0.9以降に更新してください", NULL},
		{"fixed", "Ver.1.2以前が影響を受けます", NULL},
		{"fixed", "3.1で修正される予定です", NULL},
		{"fixed", "3.1では修正されていません", NULL},
		{"fixed", "3.1をリリースした後に見つかりました", NULL},
		{"fixed", "This is not fixed in 4.2.1", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *caught = kw_forms_fetch(rows[i].sentence, rows[i].id);

		g_test_message("%s", rows[i].sentence);
		g_assert_cmpstr(caught, ==, rows[i].caught);
	}
}

static void test_every_fact(void)
{
	g_autoptr(GPtrArray) facts = kw_words_list(words, "facts");

	for (guint i = 0; i < facts->len; i++) {
		g_autoptr(GPtrArray) names = kw_word_texts(facts->pdata[i], "names");

		g_test_message("%s", kw_word_id(facts->pdata[i]));
		g_assert_true(names->len || kw_forms_has(kw_word_id(facts->pdata[i])) ||
			      kw_pattern_is_yes(facts->pdata[i], "otherwise"));
	}
}

/* --- stories --- */

typedef struct {
	const char *name, *title, *text;
	const char *why, *category, *products;
	const char *threat;        /* "" = none */
	const char *holds, *lacks; /* a piece of the story, and one of none */
	const char *needs;
} Case;

static const Case cases[] = {
	/* from outside, only where the source says so */
	{"remote", "FortiOSの脆弱性", "遠隔の第三者に、任意のコードを実行されます。", "",
	 "remote-code", "fortigate", "remote-code", "装置を外から操作される", NULL, NULL},
	{"local", "一太郎の脆弱性", "細工されたファイルを開くと、任意のコードを実行されます。", "",
	 "remote-code", "ichitaro", "remote-code", "パソコンを勝手に操作される", "外から", NULL},
	{"class", "FortiOSのバッファオーバーフローの脆弱性", "FortiOSの情報です。", "",
	 "buffer-overflow", "fortigate", "buffer-overflow", "動きを止められるなど", "操作", NULL},
	/* the remedy */
	{"no-fix-yet", "FortiOSの脆弱性",
	 "任意のコードを実行されます。修正済みバージョンはまだ公開されていません。", "exploited",
	 "remote-code", "fortigate", "remote-code", "まだ出ていない", "もう出ている", "no-fix"},
	{"fix-in-doubt", "FortiOSの脆弱性",
	 "任意のコードを実行されます。修正プログラムが提供されていない場合は、"
	 "接続を制限してください。",
	 "", "remote-code", "fortigate", "remote-code", "対策済みの版は出ていますか",
	 "もう出ている", NULL},
	{"unofficial", "Windows flaw gets free, unofficial patches",
	 "Attackers can run arbitrary code. Unofficial patches are available, while Microsoft has "
	 "yet to release security updates.",
	 "", "remote-code", "windows", "remote-code", "まだ出ていない", "Windows Update", "no-fix"},
	{"fix-to-come", "FortiOSの脆弱性",
	 "修正パッチは8月中旬の公開を予定しています。管理画面への接続を制限してください。", "",
	 "remote-code", "fortigate", "remote-code", "守り方を聞く", "もう出ている", NULL},
	{"partly-fixed", "FortiOSの脆弱性",
	 "1件はVer.2.1.9で対策済みです。残りの修正は12月に公開する予定です。", "", "remote-code",
	 "fortigate", "remote-code", "これから出るものもある", "まだ出ていない", NULL},
	{"never-fixed", "FortiOSの脆弱性", "サポートが終了しており、修正は提供されません。", "",
	 "remote-code", "fortigate", "remote-code", "入れかえの件", "更新を頼む", NULL},
	{"password", "エプソン製品の脆弱性", "管理者パスワードを設定することを推奨しています。", "",
	 "takeover", "epson", "takeover", "管理者のパスワードが設定してあるか", "更新は、いつ",
	 NULL},
	{"kev", "CISA Adds Two Known Exploited Vulnerabilities to Catalog",
	 "Palo Alto PAN-OS authentication bypass. SonicWall SonicOS flaw. Discontinue use of the "
	 "product if mitigations are unavailable.",
	 "exploited", "takeover", "paloalto sonicwall", "", "直す方法はありますか", "乗っ取",
	 "no-threat"},
	{"unsaid", "富士フイルム製複合機の脆弱性", "パストラバーサルの脆弱性が存在します。", "",
	 "path-traversal", "fujifilm", "path-traversal", "対策済みの版は出ていますか",
	 "もう出ている", NULL},
	{"cloud-fixed", "Garoonの脆弱性",
	 "最新版に更新してください。クラウドサービスのGaroonは、開発者が修正済みです。", "",
	 "script-injection", "garoon", "script-injection", "クラウド版は、もう直してある", NULL,
	 NULL},
	{"not-out-by-name", "FortiOSの脆弱性",
	 "任意のコードを実行されます。There are no reports of active exploitation or a public "
	 "proof-of-concept exploit.",
	 "", "remote-code", "fortigate", "remote-code", "まだ公開されていない",
	 "やり方が公開されていると", NULL},
	{"turn-off-alone", "Atermの脆弱性", "対処は、設定画面でUPnP機能を無効にすること。", "",
	 "remote-code", "nec-aterm", "remote-code", "「UPnP機能」を、設定で止める",
	 "すぐに更新できない", NULL},
	{"turn-off-if-late", "Atermの脆弱性",
	 "ファームウェアを更新してください。更新できない場合は、UPnP機能を無効にしてください。", "",
	 "remote-code", "nec-aterm", "remote-code",
	 "すぐに更新できないときは、「UPnP機能」を止める", "設定で", NULL},
	{"turn-off-what", "Atermの脆弱性", "転送を使わない場合は、転送機能を無効にしてください。",
	 "", "remote-code", "nec-aterm", "remote-code", "もとの情報に出ている機能を", "転送機能",
	 NULL},
	{"turn-off-more", "Atermの脆弱性",
	 "共有機能を停止してください。UPnP機能を無効にしてください。中継機能を無効にしてください。",
	 "", "remote-code", "nec-aterm", "remote-code", "「共有機能」と「UPnP機能」などを、設定で",
	 "中継機能", NULL},
	{"turn-off-two", "Atermの脆弱性",
	 "Update the firmware. If you cannot update, disable UPnP and turn off remote management.",
	 "", "remote-code", "nec-aterm", "remote-code",
	 "すぐに更新できないときは、「UPnP」と「リモート管理」を止める", "など", NULL},
	{"way-around", "Microsoft Officeの脆弱性",
	 "更新プログラムが公開されました。すぐに適用できない場合は、緩和策を適用してください。", "",
	 "remote-code", "office", "remote-code", "もとの情報に出ている防ぎ方をする", "止める",
	 NULL},
	{"turned-off-and-ended", "Atermの脆弱性",
	 "サポートが終了しており、修正は提供されません。UPnP機能を無効にしてください。", "",
	 "remote-code", "nec-aterm", "remote-code", "新しいものに取りかえる", "すぐに更新できない",
	 NULL},
	{"by-itself", "Windowsの脆弱性",
	 "任意のコードを実行されます。この更新はストアから自動で配られます。"
	 "利用者が操作を行う必要はありません。",
	 "", "remote-code", "windows", "remote-code", "自動で直した版になったか", "再起動する",
	 NULL},
	{"expiring", "Windowsの証明書の期限について",
	 "新しい証明書は、対象のパソコンに自動的に適用されます。", "", "", "windows", "",
	 "自動の更新を、止めずに", "弱点", NULL},
	{"end-day", "Windows Server 2012のサポート終了のお知らせ",
	 "2023年10月10日（米国時間）で延長サポートが終了します。", "", "end-of-support",
	 "windows-server-2012", "end-of-support", "終わる日は、2023年10月10日", NULL, NULL},
	{"end-day-en", "End of support for Windows 10",
	 "Windows 10 support ends on October 14, 2025.", "", "end-of-support", "windows-10",
	 "end-of-support", "終わる日は、2025年10月14日", NULL, NULL},
	{"end-in-a-guide", "Internet Explorer mode troubleshooting and FAQ",
	 "The Internet Explorer 11 desktop application will be retired and go out of support on "
	 "June 15, 2022.",
	 "report", "end-of-support", "internet-explorer", "end-of-support",
	 "終わる日は、2022年6月15日", "統計", NULL},
	{"no-end-day", "Windows 10のサポート終了のお知らせ", "2024年5月1日に公開しました。", "",
	 "end-of-support", "windows-10", "end-of-support", "サポート", "終わる日は", NULL},
	{"optional", "Exchange Serverの更新プログラムについて",
	 "新しいセキュリティ更新プログラムは含まれていません。任意のものです。", "", "", "exchange",
	 "", "急いで入れる必要はありません", "最新の版", NULL},
	/* what it is about */
	{"attacks-others", "TP-Link「EX-100」に問題、DDoS攻撃の踏み台になるおそれ",
	 "機能に問題があり、攻撃に使われます。設定を確認してください。", "", "stepping-stone",
	 "tplink", "stepping-stone", "「EX-100」に、ほかへの攻撃に使われる", "止める攻撃", NULL},
	{"mailbox", "つばめ組合のメールアドレスに不正アクセス、大量の迷惑メール発信",
	 "つばめ組合は7月3日、メールアドレスへの不正アクセスを発表した。", "breach",
	 "company-mailbox", "", "company-mailbox", "「つばめ組合」のメールが", "漏れた", NULL},
	{"updates-in-general", "管理者向けの記事のお知らせ",
	 "セキュリティ更新プログラムについて、よくある質問に答えます。", "", "monthly-update", "",
	 "", "管理者向けの記事", "更新する", NULL},
	{"bare",
	 "An issue that nobody can name in a few words, of protocols of all sorts of things",
	 "A vulnerability in the handshake.", "", "unsafe-connection", "", "unsafe-connection",
	 "通信をのぞかれるおそれのある弱点", "メールで届いた", NULL},
	{"maker", "SonicWallのバックアップファイルへの不正アクセスについて",
	 "設定のファイルが第三者に取得されました。", "breach", "data-breach", "sonicwall",
	 "maker-breach", "作った会社などに、他人が入りこんだ", "名簿", NULL},
	{"named-service", "LastPass breach update",
	 "Copies of vaults were taken. Change the passwords kept in your password vault.", "breach",
	 "", "password-manager", "service-breach", "「LastPass」のサービスに、他人が入りこんだ",
	 "更新", NULL},
	{"addon", "Malicious Chrome extensions steal sessions",
	 "Remove them and reset your passwords.", "scam", "bad-addon", "chrome", "bad-addon",
	 "名前の出ている部品を入れていれば、消す", "Chrome", NULL},
	{"tool", "Free ransomware decryptor released", "It brings files back.", "", "recovery-tool",
	 "", "recovery-tool", "被害を受けていなければ、することはない", "控え", NULL},
	{"no-repair", "Windows 11 update for printers",
	 "Microsoft has released an update that mends printing.", "", "", "windows", "", "Windows",
	 "弱点を直した版", "no-threat"},
	{"mitigations", "Cisco IOSの脆弱性",
	 "There are no workarounds. However, there are mitigations. It can be exploited only if "
	 "the "
	 "attacker can log in.",
	 "", "denial-of-service", "cisco-ios", "denial-of-service", "防ぎ方も、発表され",
	 "決まった設定", NULL},
	{"second-effect", "Acrobatの脆弱性",
	 "任意のコードを実行されたり、異常終了させられたりする可能性があります。", "",
	 "remote-code", "acrobat", "remote-code", "動きを止められるおそれもあります",
	 "決まった設定", NULL},
	{"same-effect", "Acrobatの脆弱性",
	 "任意のコードを実行されたり、任意のコマンドを実行されたりする可能性があります。", "",
	 "remote-code", "acrobat", "remote-code", "勝手に操作される", "おそれもあります", NULL},
	{"scope", "Acrobatの脆弱性",
	 "プレビューを有効にしている場合に、任意のコードを実行される可能性があります。", "",
	 "remote-code", "acrobat", "remote-code", "決まった設定や機能", "おそれもあります", NULL},
	{"published", "Acrobatの脆弱性", "任意のコードを実行する攻撃コードが公開されています。", "",
	 "remote-code", "acrobat", "remote-code", "攻撃のやり方が公開されています", "急ぐ理由は",
	 NULL},
	{"unopened", "Outlookの脆弱性",
	 "Works without user interaction: a specially crafted email is enough.", "", "privilege",
	 "outlook", "privilege", "何も押さなくても", "ファイルを開くと", NULL},
	{"service", "Chatworkのシステムへの不正アクセスについて", "お客様の情報が取得されました。",
	 "breach", "data-breach", "chatwork", "service-breach", "その会社からのお知らせを見る",
	 "名簿", NULL},
	{"device", "FortiGateの認証情報の漏えいに関する注意喚起",
	 "管理者の認証情報が漏えいしました。すべてのパスワードを変更してください。", "exploited",
	 "account-takeover", "fortigate", "device-login", "攻撃や被害が起きている", "弱点", NULL},
	{"unaffected", "Log4jの脆弱性による影響について",
	 "Log4jの脆弱性への攻撃が確認されています。当社の商品はいずれも影響を受けません。"
	 "お客様に行っていただく作業はございません。",
	 "exploited", "remote-code", "log4j", "", "製品には、影響がない", "操作される", NULL},
	{"breach-alone", "AnyDeskのシステムへの不正侵入について",
	 "運用のシステムが侵害されました。最新版に更新してください。", "breach", "", "anydesk",
	 "service-breach", "その会社からのお知らせを見る", "弱点", NULL},
	{"first-sentence", "パスワードの設定をご確認ください",
	 "機器がボットネットの一部として使われています。", "", "", "", "iot-botnet",
	 "知らないうちに乗っ取られる", "弱点", "in-passing"},
	{"hosted", "当社レンタルサーバーにおけるWordPressの脆弱性について",
	 "当社側で対策を実施いたしました。最新版に更新しました。お客様による作業は必要ありません。",
	 "exploited", "remote-code", "wordpress", "", "提供する会社が、もう直した", "更新を頼む",
	 NULL},
	{"beside-a-cloud", "Apex Oneの脆弱性",
	 "クラウドは弊社側で対策を実施済みです。お客さまの作業は必要ありません。"
	 "修正は8月に公開を予定しています。",
	 "", "takeover", "apexone", "takeover", "直した版が出たら", "使う会社ですることはない",
	 NULL},
	{"event", "サイバーセキュリティ月間の開催について",
	 "行事を行います。パスワードの使い回しをやめる呼びかけもします。", "", "password-list", "",
	 "", "急いですることはありません", "使い回し", NULL},
	{"no-weakness", "Salesforceの連携に関する注意喚起",
	 "連携のトークンが盗まれました。Salesforce自体の脆弱性によるものではありません。", "", "",
	 "customer-cloud", "", "についての知らせ", "弱点", NULL},
	{"no-more-updates", "Windows 11 23H2のお知らせ",
	 "サポートを終了し、セキュリティ更新プログラムは提供されません。", "", "monthly-update",
	 "windows", "end-of-support", "サポートが続いている版", "更新が出ました", NULL},
	{"customers", "弊社への不正アクセスによる情報漏えいのお詫び",
	 "お客様の情報が漏えいしました。パスワードを変更してください。", "breach", "data-breach",
	 "", "service-breach", "その会社からのお知らせを見る", "名簿", NULL},
	{"ranking", "情報セキュリティ10大脅威を公開", "1位 ランサム攻撃による被害。2位 委託先。",
	 "report", "ransomware", "", "", "急いですることはありません", "控え", NULL},
	{"statistics", "令和6年における脅威の情勢等について",
	 "報告は222件であった。手口は次のとおり。前年より増えた。ランサムウェアが多い。", "",
	 "ransomware", "", "", "急いですることはありません", "控え", NULL},
	{"in-passing", "世界で障害が発生",
	 "更新の不具合である。攻撃ではない。すでに修正された。便乗したフィッシングもある。", "",
	 "phishing", "", "", "くわしいことは、もとの情報", "偽のメール", "in-passing"},
	{"special", "NTTをかたり「電話が使えなくなる」と言う電話", "自動音声の電話です。", "scam",
	 "fake-utility", "", "fake-telecom", "電話が止まる", "リンク", NULL},
	{"several", "今週の脆弱性のまとめ", "Windows、Chrome、FortiMail、SonicOSの脆弱性です。",
	 "weekly exploited", "", "windows chrome fortinet sonicwall", "",
	 "その中に、攻撃に使われている弱点がある", "すでに攻撃", "several-products"},
	{"phone", "Google Chromeの脆弱性",
	 "iOS版のChromeに、任意のコードの実行の脆弱性があります。", "", "remote-code", "chrome",
	 "remote-code", "携帯電話を", "パソコンを", NULL},
	{"advice", "ある集団による活動",
	 "コンテンツの有効化をクリックしないこと。"
	 "別の手段で本人に確認すること。",
	 "", "", "", "", "「コンテンツの有効化」は、押さない", "リンク", "no-product"},
	{"mixed-in", "npmに不正なパッケージ", "不正なパッケージが公開されました。", "", "mixed-in",
	 "", "mixed-in", "悪いプログラムを混ぜ", "取引先", NULL},
	{"go-back", "XZ Utilsに悪意のあるコードが挿入された問題の脆弱性",
	 "影響を受けないバージョンにダウングレードしてください。", "", "mixed-in", "xz-utils",
	 "mixed-in", "前の版に、いつ戻せますか", "更新を頼む", NULL},
	{"bots", "Wi-Fiルーターのボット感染について",
	 "感染が増えています。商品を初期化する。ファームウェアを最新版に更新する。", "exploited",
	 "iot-botnet", "", "iot-botnet", "買ったときの状態に戻す", "最新の版にする", NULL},
	{"several-breaches", "相次いでいる国内組織における不正アクセスに関する注意喚起",
	 "既知の脆弱性も悪用されています。最新版に更新してください。", "exploited breach", "", "",
	 "", "攻撃や被害が起きている", "もとの情報に出ている製品", NULL},
	/* what happened to another */
	{"victim", "「ハコ便」における共有設定の不備による情報漏えいについて（第2報）",
	 "当社が提供する「ハコ便」で、第三者がファイルを閲覧できる状態になっていました。", "breach",
	 "cloud-setting", "", "company-leak", "「ハコ便」の、情報の漏れ", "弱点", NULL},
	{"victim-of-news", "クラウド名簿「メイボン」に不正アクセス、暗号化パスワードが流出",
	 "運営会社は16日、不正アクセスを受け、情報が流出したと発表した。"
	 "利用者に、パスワードを変更するよう求めている。",
	 "breach customers-asked", "account-takeover", "", "service-breach",
	 "「メイボン」に、他人が入りこんだ", "更新", NULL},
	{"victim-by-contractor", "つばめ物産の業務委託先への不正アクセス、顧客の個人情報が漏えい",
	 "つばめ物産は7日、業務委託先への不正アクセスを発表した。", "breach", "company-leak", "",
	 "company-leak", "「つばめ物産」の、情報の漏れ", "委託先」", NULL},
	{"through-a-weakness", "ある店のサイトに、プラグインの脆弱性を悪用した不正アクセス",
	 "同社は、不正アクセスを受けたと発表した。なりすましメールに注意する。", "breach",
	 "phishing", "", "company-breach", "不正アクセスなどについての発表", "リンク", NULL},
	{"account-at-a-service", "LINE公式アカウントの乗っ取りに関するお詫び",
	 "当店のアカウントが第三者に乗っ取られ、お客様にメッセージが送られました。", "",
	 "sns-takeover", "line", "company-breach", "ある会社や団体の、不正アクセス", "使い回し",
	 NULL},
	{"taken-along", "元従業員が名簿を不正に持ち出し - つばめ商会", "警察に相談している。", "",
	 "insider", "", "company-insider", "「つばめ商会」の、働く人などが", "不正アクセス", NULL},
	/* what happened, and which data it is about */
	{"cards", "「ハコ店」への不正アクセスによる情報漏えいのお詫び",
	 "クレジットカード番号と氏名が漏えいし、一部のカードが不正利用された可能性があります。"
	 "パスワードは含まれておりません。",
	 "breach", "data-breach", "", "company-leak", "カードの明細に、身に覚え", "パスワード",
	 NULL},
	{"listed", "「ハコ店」への不正アクセスによる情報漏えいのお詫び",
	 "漏えいした可能性のある情報\n\n・氏名\n・口座番号\n\nお問い合わせ：当店の電話番号",
	 "breach", "data-breach", "", "company-leak",
	 "かかわる情報として、銀行の口座、名前があげられています。", "電話番号", NULL},
	{"closed", "「みる動画」に不正アクセス、会員が退会に",
	 "運営会社は、不正アクセスを受け、会員が意図せず退会となったと発表した。"
	 "同社は二要素認証の設定を進める。",
	 "breach", "", "", "company-breach", "勝手に退会させられた人がいる", "二段階認証", NULL},
	{"addresses-in-view", "メールの誤送信について",
	 "本来BCCに入れるところ、誤ってTOに入れ、参加者60名にメールを送信しました。", "", "", "",
	 "company-mistake", "ほかの人のアドレスが見える形で", "中身を誤って", NULL},
	{"paper", "お客様の伝票の紛失について",
	 "当組合の窓口で、住所を記載した伝票を紛失しました。", "", "lost-device", "",
	 "company-loss", "紙の書類をなくした", "USBメモリー", NULL},
	{"misused-inside", "職員による目的外利用について（お詫び）",
	 "当院の職員が、氏名と住所を許可なく別の会社の案内に使用していました。", "", "", "",
	 "company-insider", "名前、住所があげられています", "カード", NULL},
	{"by-a-contractor", "委託先への不正アクセスについて",
	 "当会が業務を委託している会社のサーバーがランサムウェアに感染しました。"
	 "流出は確認されておりません。",
	 "breach", "ransomware", "", "company-attack", "仕事を頼んだ先の会社が", "またはその疑い",
	 NULL},
	{"cases-rise", "ランサムウェア被害の相談が増えています",
	 "県内で、サーバーがランサムウェアに感染する被害が相次いでいます。", "", "ransomware", "",
	 "ransomware", "控えを取り", "についての発表", NULL},
	{"insider-in-english", "Former employee of Example Bank took customer data",
	 "Example Bank said on Monday that a former employee copied names and account numbers.", "",
	 "", "", "company-insider", "「Example Bank」の、働く人", "「The", NULL},
	{"spam-and-no-leak", "本学のメールアカウントの不正利用について",
	 "本学の教員のメールアカウントが不正に利用され、大量の迷惑メールが送信されました。"
	 "個人情報の流出はありませんでした。",
	 "", "", "", "company-mailbox", "漏れたことは、確かめられていない", "漏れたおそれ", NULL},
	{"items-below", "USBメモリの紛失に関するご報告",
	 "当院が診療記録を保存したUSBメモリを紛失しました。\n\n紛失した情報は以下のとおりです。\n"
	 "\n・氏名、生年月日\n\n・傷病名\n\n※住所は含まれておりません",
	 "", "lost-device", "", "company-loss",
	 "かかわる情報として、病気や診療のこと、名前、生まれた日があげられています。", "住所",
	 NULL},
	/* what kind of text it is, where nothing else is known */
	{"maintenance", "システムメンテナンスのお知らせ", "作業中は、ご利用いただけません。", "",
	 "", "", "", "手入れ（メンテナンス）などについて", "弱点", "kind-alone"},
	{"namesake", "当社と類似した社名の会社にご注意ください", "当社とは関係がありません。", "",
	 "", "", "", "急いですることはありません", "偽", "kind-alone"},
	{"office", "代表取締役の異動に関するお知らせ", "決議しました。", "", "", "", "",
	 "役員や組織", "くわしいことは", "kind-alone"},
	{"poster", "情報セキュリティ標語の入選作品", "推測されにくいパスワードにする。", "", "", "",
	 "", "安全を呼びかける取り組み", "弱点", "kind-alone"},
	/* whom a trick pretends to be, and by what it comes; what its lure asks for is no advice */
	{"posed-by-phone", "年金課をかたる不審な電話にご注意ください",
	 "銀行員をかたる者からも電話があります。", "scam", "fake-bank", "", "other-trick",
	 "「年金課」の名前を使った、電話での", "銀行", NULL},
	{"posed-by-mail", "つばめペイをかたるフィッシング",
	 "メールの件名は「パスワードの変更が必要です」です。"
	 "ソフトのアップデートを適用するよう促す画面に誘導されます。",
	 "scam", "phishing", "", "phishing", "「つばめペイ」の名前を使った、偽のメール",
	 "最新の版にする", NULL},
	{"makes-install", "宅配便の不在通知を装うSMS",
	 "リンクから不正なアプリをインストールさせます。", "scam", "fake-delivery", "",
	 "fake-delivery", "悪いアプリを入れさせられる", "カード番号を盗まれる", NULL},
	{"way-unsaid", "フィッシングサイトの見分け方", "URLを確かめます。", "scam", "phishing", "",
	 "phishing", "偽の連絡やページ", "偽のメールで", NULL},
	{"a-story-is-no-name", "料金の未払いの通知を装ったSMS", "リンクを開かせます。", "scam",
	 "phishing-sms", "", "phishing-sms", "会社や役所など", "「料金", NULL},
	{"how-to-prevent", "メールの誤送信を防ぐには", "誤って送信しないよう、二人で確かめます。",
	 "", "", "", "data-breach", "漏れる被害に注意", "送る相手や中身", NULL},
	{"deceived", "職員がフィッシング被害、メールアカウントに不正アクセス - さざなみ大学",
	 "迷惑メールが送信された。", "scam breach", "phishing", "", "company-breach",
	 "「さざなみ大学」の、不正アクセス", "だましの手口", NULL},
	{"ransomware-of-another", "ひばり運輸へのランサムウェア攻撃、配送が停止", "続報である。",
	 "breach exploited", "ransomware", "", "company-attack",
	 "「ひばり運輸」の、データを使えなくする攻撃", "攻撃や被害が起きている", NULL},
	{"through-a-product", "Harbour Foods discloses data breach after Citrix zero-day attack",
	 "Hackers stole files of employees by a flaw in Citrix NetScaler.", "exploited breach",
	 "data-breach", "citrix", "company-leak", "「Harbour Foods」の、情報の漏れ", "NetScaler",
	 NULL},
	{"in-latin-letters", "Café Hoshi confirms data breach through Oracle E-Business flaw", "",
	 "breach", "data-breach", "oracle-ebs", "company-leak", "「Café Hoshi」の", "更新", NULL},
	{"of-a-contractor", "ひばり製菓の業務委託先に不正アクセス、顧客情報が漏えいした可能性", "",
	 "breach", "data-breach", "", "company-leak", "「ひばり製菓」の、情報の漏れ", "委託先」",
	 NULL},
	{"fell-for-it", "さざなみ大学の学生がフィッシング被害、アカウントが悪用される",
	 "大量に送信された。", "wave breach", "phishing", "", "company-breach",
	 "「さざなみ大学」の、不正アクセス", "今も起きている", NULL},
	{"long-title",
	 "商工団体の会員のページで新しい手続きの案内を公開、来年四月からは窓口での受付"
	 "を取りやめる予定であることも示す",
	 "案内です。", "", "", "", "", "商工団体の会員のページで新しい手続きの案内を公開", "窓口",
	 NULL},
	{"long-list",
	 "北の丘市の図書館、南の丘市の図書館、東の丘市の図書館と西の丘市の図書館が新しい"
	 "貸し出しの仕組みを使う",
	 "案内です。", "", "", "", "", "知らせ", "東の丘市の図書館", NULL},
	{"how-to-report", "フィッシング メールを報告する", "メールを選び、報告します。", "scam",
	 "phishing-guide", "", "phishing-guide", "項目から報告する", "だましの手口が出回って",
	 NULL},
	{"refund-by-phone", "還付金詐欺にご注意ください", "ATMへ行けと言う電話です。", "scam",
	 "refund-call", "", "refund-call", "ATMを操作しない", "リンク", NULL},
	{"guide", "「サイバー攻撃被害の公表ガイダンス」について", "ガイダンスを公表しました。", "",
	 "data-breach", "", "", "統計、手引き", "についての発表", NULL},
	{"contractor", "委託先のサーバーがランサムウェア被害 - みどり大学", "調査中である。", "",
	 "ransomware", "", "company-attack", "「みどり大学」の、データを使えなくする攻撃",
	 "控えを2つ", NULL},
	{"lost", "USBメモリの紛失について", "当法人の職員が、名簿の入ったUSBメモリを紛失しました。",
	 "", "lost-device", "", "company-loss", "情報の入った物をなくした", "漏れ", NULL},
	{"mistake", "別の会員に資料を誤送付 - ひばり市", "説明と謝罪を行っている。", "mistake",
	 "company-mistake", "", "company-mistake", "「ひばり市」の、情報の扱いの誤り", "入りこ",
	 NULL},
	{"our-name", "弊社名を騙った不審なメールにご注意ください",
	 "株式会社ひばり商会\n\n弊社の社員を名乗るメールが届いています。", "scam",
	 "spoofed-company", "", "spoofed-company", "「株式会社ひばり商会」の名前を使った", "入りこ",
	 NULL},
	{"outage", "「そらメール」でログインできない障害について",
	 "現在は復旧しております。サイバー攻撃によるものではありません。", "outage", "", "",
	 "outage", "攻撃によるものではない", "攻撃が起きている", NULL},
	{"still-out", "「そらメール」でログインできない障害について", "原因は調査中です。",
	 "outage", "", "", "outage", "「そらメール」が、使えない", "元に戻った", NULL},
	{"warned-of", "国内組織への不正アクセスに関する注意喚起",
	 "複数の会社が不正アクセスを受けたと公表した。", "publisher-alert breach",
	 "account-takeover", "", "account-takeover", "使い回し", "についての発表", NULL},
	{"figures-on-a-trick", "フィッシング報告状況", "件数は減少しました。", "report", "phishing",
	 "", "", "統計、手引き", "リンク", NULL},
	{"other-trick", "市の職員を名乗る訪問に注意", "還付があると言います。", "scam",
	 "other-trick", "", "other-trick", "市の職員を名乗る訪問に注意", "リンク", NULL},
	{"partly-out", "Windowsの脆弱性",
	 "更新プログラムが公開されました。Windows Server 2016の更新プログラムは準備中です。", "",
	 "remote-code", "windows", "remote-code", "これから出るものもある", "まだ出ていない", NULL},
	/* a product that only the title names */
	{"named-fixed", "ExToolにおける認証回避の脆弱性", "修正版が公開されました。", "",
	 "takeover", "", "takeover", "「ExTool」を使っている会社：直した版に更新する",
	 "作った会社の案内", "no-product"},
	{"named-version", "「ExTool」における認証回避の脆弱性",
	 "開発者は、本脆弱性を修正したバージョン3.20.0を公開しました。", "", "takeover", "",
	 "takeover", "直した版（3.20.0以降）に更新する", "返信して", "no-product"},
	{"named-versions", "「ExTool」における認証回避の脆弱性",
	 "1系は1.2.3以降に更新してください。2系は2.0.1以降に更新してください。", "", "takeover", "",
	 "takeover", "直した版に更新する", "以降", "no-product"},
	{"version-and-list", "「ExTool」における認証回避の脆弱性",
	 "1系は1.2.3、2系は2.0.1で修正されました。2.0.1以降に更新してください。", "", "takeover",
	 "", "takeover", "直した版に更新する", "以降", "no-product"},
	{"known-version", "FortiOSの脆弱性", "この問題は7.4.5で修正されました。", "", "remote-code",
	 "fortigate", "remote-code", "対策済みの版（7.4.5以降）への更新は", NULL, NULL},
	{"part-of-it", "FortiOSの脆弱性",
	 "この問題は7.4.5で修正されました。残りの修正は12月に公開する予定です。", "", "remote-code",
	 "fortigate", "remote-code", "これから出るものもある", "7.4.5", NULL},
	/* what is asked and done fits what is stated */
	{"to-be-replaced", "Atermにおける脆弱性",
	 "対象の機種は、後継製品への買い替えを検討してください。", "", "takeover", "nec-aterm",
	 "takeover", "対象の型なら、新しいものに取りかえる", "サポートが終わった装置", NULL},
	{"from-within", "FortiOSの脆弱性",
	 "隣接するネットワークの攻撃者に、動作を止められます。この問題は7.4.5で修正されました。",
	 "", "denial-of-service", "fortigate", "denial-of-service",
	 "被害を防ぐために何ができますか", "社外からの接続", NULL},
	{"no-update-to-wait-for", "Windowsの脆弱性", "次の回避策があります。", "", "remote-code",
	 "windows", "remote-code", "もとの情報にある防ぎ方をとる", "すぐに更新できないとき", NULL},
	{"label-of-a-remedy", "FortiOSの脆弱性",
	 "ワークアラウンドを実施する\n開発者は、次の回避策を推奨しています。", "", "takeover",
	 "fortigate", "takeover", "防ぎ方が発表されています", "更新できますか", NULL},
	{"before", "FortiOSの脆弱性", "7.4系は7.4.5より前、7.2系は7.2.9より前が対象です。", "",
	 "takeover", "fortigate", "takeover", "対象は、7.4.5、7.2.9より前の版とのことです", NULL,
	 NULL},
	{"before-in-english", "Vulnerability in FortiOS",
	 "FortiOS versions prior to 7.4.5 are affected.", "", "takeover", "fortigate", "takeover",
	 "対象は、7.4.5より前の版とのことです", NULL, NULL},
	{"before-unclear", "Vulnerability in FortiOS",
	 "FortiOS before 7.2.9 and 7.4.5 lets anybody in. The version before 7.0.1 is older.", "",
	 "takeover", "fortigate", "takeover", "対策済みの版は出ていますか", "より前", NULL},
	{"unaffected", "Vulnerability in FortiOS", "FortiOS\nUnaffected: 7.4.5", "", "takeover",
	 "fortigate", "takeover", "対策済みの版への更新", "出ていますか", NULL},
	{"unaffected-older", "Vulnerability in FortiOS", "FortiOS\nUnaffected: before 7.0.1", "",
	 "takeover", "fortigate", "takeover", "出ていますか", "もう出ている", NULL},
	{"named-measures", "「ExTool」における認証回避の脆弱性",
	 "3.20.0以降に更新してください。更新のあと、APIキーを再発行してください。"
	 "すぐに更新できない場合は、転送機能を無効にしてください。",
	 "", "takeover", "", "takeover", "すぐに更新できないときは、「転送機能」を止める",
	 "もとの情報に出ている機能", "no-product"},
	{"named-keys", "「ExTool」における認証回避の脆弱性",
	 "3.20.0以降に更新してください。更新のあと、APIキーを再発行してください。", "", "takeover",
	 "", "takeover", "証明書や鍵を作り直す", NULL, "no-product"},
	{"removed", "「ExTool」における認証回避の脆弱性",
	 "開発は終わりました。ただちにアンインストールしてください。", "", "takeover", "",
	 "takeover", "その製品を、パソコンから消す", "更新は、いつ", "no-product"},
	{"named-ended", "ETX-1200における複数の脆弱性",
	 "サポートは終了しており、対策版ファームウェアの提供予定はありません。", "", "remote-code",
	 "", "remote-code", "使うのをやめて、サポートのあるものに入れかえる", "作った会社の案内",
	 "no-product"},
	/* two weaknesses, and what holds for the one does not for the other */
	{"logins", "Atermにおける複数の脆弱性",
	 "管理者としてログインした利用者に、任意のコマンドを実行されます。"
	 "認証されていない第三者に、動作を止められます。",
	 "", "takeover", "nec-aterm", "takeover", "弱点の中には、パスワードを知らない人が",
	 "パスワードを知らない人でも", NULL},
	{"installer", "リコー製ドライバのインストーラにおけるDLL読み込みの脆弱性",
	 "最新のインストーラを使用してください。", "", "dll-search", "ricoh", "dll-search",
	 "これから入れるときは", "もう出ている", NULL},
	{"long-title",
	 "とても長い題名がここに続き、何の話であるかを一行では言い表せないので、電話の画面には入ら"
	 "ない",
	 "活動の知らせです。", "", "", "", "", "警察庁からの知らせ", "…", "long-title"},
};

static char *all_of(const KwStory *story)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < story->origins->len; i++)
		g_string_append_printf(all, "%s\n",
				       ((KwOrigin *)story->origins->pdata[i])->sentence);
	return g_string_free(all, FALSE);
}

static void check_case(const Case *c)
{
	KwItem item = {.title = T(c->title),
		       .text = T(c->text),
		       .language = T("ja"),
		       .publisher = T("npa"),
		       .severity = T("this-week"),
		       .severity_why = T(c->why),
		       .category = T(c->category),
		       .products = T(c->products)};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = kw_explain(&item, NULL, words, zone);
	g_autofree char *all = all_of(story);

	g_test_message("%s:\n%s", c->name, all);
	g_assert_cmpstr(story->threat ? story->threat : "", ==, c->threat);
	g_assert_nonnull(strstr(all, c->holds));
	g_assert_true(!c->lacks || !strstr(all, c->lacks));
	g_assert_true(!c->needs || g_ptr_array_find_with_equal_func(story->needs_person, c->needs,
								    g_str_equal, NULL));
	story_check_origins(story, words);
}

static void test_stories(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(&cases[i]);
}

/* The headlines of other news say nothing of this one. */
static void test_elsewhere(void)
{
	KwItem item = {
		.title = T("サーバーに不正アクセス - ひばり市"),
		.text = T("調べている。\n\n関連記事\n会員情報が流出 - みどり社\n"
			  "サポート詐欺で遠隔操作 - あお社\n"),
		.sections = T("[{\"role\":\"references\",\"title\":\"関連記事\",\"text\":\""
			      "会員情報が流出 - みどり社\\nサポート詐欺で遠隔操作 - あお社\"}]"),
		.language = T("ja"),
		.category = T("account-takeover"),
		.severity_why = T("breach")};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = kw_explain(&item, NULL, words, zone);

	g_assert_cmpstr(story->threat, ==, "company-breach");
	item.sections = NULL;
	g_autoptr(KwStory) other = kw_explain(&item, NULL, words, zone);
	g_assert_cmpstr(other->threat, ==, "company-leak");
}

/* A list that is not whole says so: whoever reads one of four versions might take it for all. */
static void test_versions(void)
{
	static const char text[] = "修正した版：\n- Mihon 1.2.3（1系）\n- Mihon 2026年春版\n";
	g_autoptr(KwItem) item = story_check_item(words, "Apache Tomcatの脆弱性", text);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);
	g_autofree char *all = all_of(story);

	g_assert_nonnull(strstr(all, "版：Mihon 1.2.3など"));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_test_init(&argc, &argv, NULL);
	words = kw_words_load("ja", NULL, &error);
	kw_assert_ok(error);
	g_test_add_func("/explain-facts/forms", test_forms);
	g_test_add_func("/explain-facts/caught", test_caught);
	g_test_add_func("/explain-facts/every-fact", test_every_fact);
	g_test_add_func("/explain-facts/stories", test_stories);
	g_test_add_func("/explain-facts/elsewhere", test_elsewhere);
	g_test_add_func("/explain-facts/versions", test_versions);
	status = g_test_run();
	kw_words_free(words);
	return status;
}
