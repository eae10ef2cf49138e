// pages.js N BINARY AXE OUT BASE LINK : somebody goes through the pages below BASE in Chromium, from asking to leaving.
// Every page is looked at 320 and 1280 px wide, light and dark; says as TAP (without a plan, going on after N) what that
// shows. LINK KIND prints the newest link of that kind out of the mails that were sent. AXE: axe.min.js, "" = none.
'use strict';
const fs = require('fs'), os = require('os'), path = require('path');
const {execFileSync} = require('child_process');
const {Chromium} = require('./chromium.js');

const [before, binary, axe, out, base, link] = process.argv.slice(2);
const WIDTHS = [320, 1280], SCHEMES = ['light', 'dark'];
const MIN_FONT_PX = 16, MIN_TARGET_PX = 44;

// Evaluated in the page: what is wrong with it.
function look(width, font, target) {
	const all = [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility());
	const name = e => `${e.tagName.toLowerCase()} "${(e.textContent || e.name || '').trim().slice(0, 30)}"`;
	const small = e => parseFloat(getComputedStyle(e).fontSize) < font;
	const low = e => (e.closest('label.choice') ?? e).getBoundingClientRect().height < target;
	const wrong = (what, list) => list.slice(0, 5).map(e => `${what}: ${name(e)}`);
	return [
		...(document.documentElement.scrollWidth > width ?
			wrong('beyond the edge', all.filter(e => e.getBoundingClientRect().right > width + 0.5)) : []),
		...wrong('small text', all.filter(e => small(e) && (e.matches('input, button, select') ||
			[...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim())))),
		...wrong('hard to hit', all.filter(e => e.matches('button, select, input:not([type=hidden])') && low(e))),
		...wrong('something to load', [...document.querySelectorAll('[src], link, object, script, iframe')]),
		...(document.documentElement.lang && document.title ? [] : ['no language or title']),
		...(getComputedStyle(document.querySelector('main')).maxWidth === '640px' ? [] : ['no style sheet']),
		...(document.cookie ? ['a cookie'] : []),
	];
}

let n = Number(before);
function report(name, wrong) {
	console.log(`${wrong.length ? 'not ok' : 'ok'} ${++n} - ${name}`);
	wrong.forEach(w => console.error(`# ${w}`));
	if (wrong.length) process.exitCode = 1;
}

async function barriers(page) {
	await page.evaluate(fs.readFileSync(axe, 'utf8') + ';0');
	const {violations} = await page.evaluate('axe.run(document)');
	return violations.map(v => `${v.id}: ${v.help} (${v.nodes.map(x => x.target).slice(0, 3).join(', ')})`);
}

// `page` shows what it should (its heading), and is good to use on every device.
async function check(page, name, heading) {
	const h1 = await page.evaluate('document.querySelector("h1").textContent');
	report(`${name}: ${heading}`, h1 === heading ? [] : [`is: ${h1}`]);
	for (const width of WIDTHS) for (const scheme of SCHEMES) {
		await page.as(width, scheme);
		const wrong = await page.evaluate(`(${look})(${width}, ${MIN_FONT_PX}, ${MIN_TARGET_PX})`);
		if (axe) wrong.push(...await barriers(page));
		fs.writeFileSync(path.join(out, `page-${name}-${width}-${scheme}.png`), await page.screenshot());
		report(`${name}, ${width} px, ${scheme}`, wrong);
	}
}

// Links lead to the address under which readers know the pages; here they are on loopback.
const here = url => url.replace(/^https:\/\/[^/]+\/cgi-bin\/kawaraban-web\//, base);
const mailed = kind => here(execFileSync(link, [kind], {encoding: 'utf8'}).trim());

// Fills in by name: text, or what is to be chosen; then presses the button that says so.
async function submit(page, values, button) {
	await page.evaluate(`for (const [name, value] of Object.entries(${JSON.stringify(values)})) {
		const fields = [...document.getElementsByName(name)];
		const box = fields.find(f => f.type === 'radio' || f.type === 'checkbox' ? f.value === value : false);
		if (box) box.click(); else fields[0].value = value;
	}`);
	await page.leads(() => page.evaluate(`{
		const b = [...document.querySelectorAll('button')].find(x => x.textContent === ${JSON.stringify(button)});
		b.form.noValidate = true; // what the browser would catch is the server's to catch
		b.click();
	}`));
}

const open = async (browser, url) => browser.page(url, WIDTHS[0], SCHEMES[0]);
const hrefTo = (page, part) => page.evaluate(`[...document.links].find(a => a.href.includes('${part}')).href`);

async function walk(browser) {
	const page = await open(browser, base);
	await check(page, 'subscribe', 'メールで受け取る');
	await submit(page, {address: 'owner', organisation: 'https://evil.example/'}, '確認のメールを受け取る');
	await check(page, 'subscribe-wrong', 'メールで受け取る');
	await submit(page, {address: 'owner@shop.example', organisation: '見本商店', prefecture: '和歌山', products: 'FortiGate'},
		'確認のメールを受け取る');
	await check(page, 'asked', 'メールを見てください');
	await page.go(mailed('c'));
	await check(page, 'confirm', '登録しますか');
	await submit(page, {}, '登録する');
	await check(page, 'confirmed', '登録できました');
	const preferences = here(await hrefTo(page, '/p/'));
	await page.go(mailed('c'));
	await check(page, 'already', 'もう登録されています');

	report('the welcome leads to the preferences, too', /\/p\/s1/.test(mailed('p')) ? [] : [mailed('p')]);
	await page.go(preferences);
	await check(page, 'preferences', '届くものを決める');
	const letters = 'weekly bulletin';
	await submit(page, {word: 'a@b.example', products: '名もない箱', letters: 'pause', topics: letters}, '保存する');
	await check(page, 'preferences-wrong', '届くものを決める');
	await submit(page, {word: 'すずめ', products: '弥生会計', letters: 'come', size: '12人'}, '保存する');
	await check(page, 'preferences-saved', '届くものを決める');
	const kept = await page.evaluate('[document.getElementsByName("organisation")[0].value, document.getElementsByName("size")[0].value,' +
		'document.getElementsByName("prefecture")[0].value, document.body.textContent.includes("すずめ")].join()');
	report('what was filled in is there again, but for the word', kept === '見本商店,12人,和歌山,false' ? [] : [kept]);

	await page.go(here(await hrefTo(page, '/check/')));
	await check(page, 'selfcheck', '25問の自己点検');
	await submit(page, {'os-updates': 'no', antivirus: 'yes', 'two-step': 'unknown'}, '次にすることを見る');
	await check(page, 'advice', '次にすること');

	const leave = mailed('u');
	await page.go(leave);
	await check(page, 'leave', '配信をやめますか');
	await submit(page, {}, '変えるページをメールで受け取る');
	await check(page, 'sent', 'メールを見てください');
	await page.go(leave);
	await submit(page, {months: '2'}, '休む');
	await check(page, 'paused', 'お休みします');
	await page.go(leave);
	await submit(page, {}, '配信をやめる');
	await check(page, 'left', '配信をやめました');
	await page.go(base + 'u/l1cutoff');
	await check(page, 'link', 'このリンクは使えません');
	await page.go(base);
	await page.leads(() => page.evaluate("{ const f = document.forms[0]; f.enctype = 'text/plain'; f.submit(); }"));
	await check(page, 'refused', '受け付けていません');
	await page.go(base + '?lang=en');
	await check(page, 'subscribe-en', 'Get the newsletter');
	await page.go(base + 'check?lang=en');
	await check(page, 'selfcheck-en', 'Self-check, 25 questions');
	await page.close();
}

(async () => {
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'kw-chromium.'));
	process.env.HOME = profile; // Chromium wants one that can be written
	const browser = new Chromium(binary, profile);
	try {
		await walk(browser);
	} finally {
		await browser.close();
		fs.rmSync(profile, {recursive: true, force: true});
	}
})().catch(error => report(`Chromium: ${error.message}`, [error.stack]));
