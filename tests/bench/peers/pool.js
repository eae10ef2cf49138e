// pool.js PORT COUNT CONNECTIONS TEXT HTML [CA]: nodemailer's pool, with the same personal parts as email_message.py.
// With CA: SMTPS.
const fs = require('fs');
const nodemailer = require('nodemailer');
const [port, count, connections] = process.argv.slice(2, 5).map(Number);
const text = fs.readFileSync(process.argv[5], 'utf8'), html = fs.readFileSync(process.argv[6], 'utf8');
const ca = process.argv[7] && fs.readFileSync(process.argv[7]);
const pool = nodemailer.createTransport({host: ca ? 'localhost' : '127.0.0.1', port, pool: true, maxConnections: connections,
	maxMessages: Infinity, ...(ca ? {secure: true, tls: {ca}} : {secure: false, ignoreTLS: true})});
let next = 0, failed = 0;
function letter(i) {
	const token = 't' + String(i).padStart(30, '0');
	const line = `株式会社見本${i} 様（合い言葉：すずめ）`;
	return {
		from: 'サイバーかわら版 <kawaraban@news.example.org>', to: `p${i}@example.net`,
		subject: 'サイバーかわら版 第1号', messageId: `<${token}@kawaraban.news.example.org>`,
		envelope: {from: `kawaraban+${token}@news.example.org`, to: `p${i}@example.net`},
		headers: {'List-Id': '<kawaraban.news.example.org>', Precedence: 'list',
			'List-Unsubscribe': `<mailto:kawaraban+${token}@news.example.org?subject=unsubscribe>`},
		textEncoding: 'base64', text: `${line}\n${text}\n${token}\n`,
		html: html.replace('</body>', `<p>${line} ${token}</p></body>`),
	};
}
async function worker() {
	while (next < count) {
		await pool.sendMail(letter(next++)).catch((error) => { failed++ || console.error(error.message); });
	}
}
Promise.all(Array.from({length: 2 * connections}, worker)).then(() => { pool.close(); process.exitCode = failed ? 1 : 0; });
