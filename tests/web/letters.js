// letters.js N BINARY AXE OUT LETTER.html... : shows every letter in Chromium at three widths, light and dark, and says
// as TAP (without a plan, going on after N) what a reader would meet. AXE: axe.min.js, "" = none. Screenshots go to OUT.
'use strict';
const fs = require('fs'), os = require('os'), path = require('path');
const {Chromium} = require('./chromium.js');

const [before, binary, axe, out, ...letters] = process.argv.slice(2);
const WIDTHS = [320, 375, 1280], SCHEMES = ['light', 'dark'];
const MAX_BYTES = 80 * 1024, MIN_FONT_PX = 16;

// Evaluated in the page: what is wrong with it, by the name of the test.
function look(width, minimum) {
	const texts = [...document.body.querySelectorAll('*')].filter(e => e.checkVisibility() &&
		[...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim()));
	const size = e => parseFloat(getComputedStyle(e).fontSize);
	const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 0.5);
	const name = e => `${e.tagName.toLowerCase()} "${e.textContent.trim().slice(0, 30)}"`;
	return {
		'no horizontal scroll': document.documentElement.scrollWidth > width ?
			[`${document.documentElement.scrollWidth} px`, ...wide.slice(0, 3).map(name)] : [],
		'no text below 16 px': texts.filter(e => size(e) < minimum).map(name),
		'links to pages, addresses and telephones': [...document.links].filter(a => !/^(https?|mailto|tel):./.test(a.href)).map(a => a.outerHTML),
		'nothing to load or to fill in': [...document.querySelectorAll('[src], link, object, form, input, button')].map(e => e.outerHTML),
		'a language and a title': document.documentElement.lang && document.title ? [] : ['missing'],
	};
}

let n = Number(before);
function report(name, wrong) {
	console.log(`${wrong.length ? 'not ok' : 'ok'} ${++n} - ${name}`);
	wrong.forEach(w => console.error(`# ${w}`));
	if (wrong.length) process.exitCode = 1;
}

// `bare`: without the style sheet, which some mail programs drop.
async function check(browser, letter, width, scheme, bare) {
	const name = path.basename(letter, '.html') + (bare ? '-bare' : ''), label = `${name}, ${width} px, ${scheme}`;
	const page = await browser.page('file://' + path.resolve(letter), width, scheme);
	if (bare) await page.evaluate("document.querySelectorAll('style').forEach(s => s.remove())");
	const met = await page.evaluate(`(${look})(${width}, ${MIN_FONT_PX})`);
	fs.writeFileSync(path.join(out, `${name}-${width}-${scheme}.png`), await page.screenshot());
	for (const [what, wrong] of Object.entries(met)) report(`${label}: ${what}`, wrong);
	if (axe) {
		await page.evaluate(fs.readFileSync(axe, 'utf8') + ';0');
		const {violations} = await page.evaluate('axe.run(document)');
		report(`${label}: axe-core finds nothing`,
			violations.map(v => `${v.id}: ${v.help} (${v.nodes.map(x => x.target).slice(0, 3).join(', ')})`));
	}
	await page.close();
}

(async () => {
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'kw-chromium.'));
	process.env.HOME = profile; // Chromium wants one that can be written
	const browser = new Chromium(binary, profile);
	try {
		for (const letter of letters) {
			const bytes = fs.statSync(letter).size;
			report(`${path.basename(letter)}: ${bytes} bytes, 80 KB at most`, bytes > MAX_BYTES ? [bytes] : []);
			for (const scheme of SCHEMES) {
				for (const width of WIDTHS) await check(browser, letter, width, scheme, false);
				await check(browser, letter, WIDTHS[0], scheme, true);
			}
		}
	} finally {
		await browser.close();
		fs.rmSync(profile, {recursive: true, force: true});
	}
})().catch(error => report(`Chromium: ${error.message}`, [error.stack]));
