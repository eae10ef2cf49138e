// A headless Chromium over its own pipe (DevTools protocol: JSON, each message closed by a NUL on file
// descriptors 3 and 4). Nothing leaves the machine: no name resolves but those of loopback.
'use strict';
const {spawn} = require('child_process');

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars',
	'--disable-background-networking', '--no-first-run', '--remote-debugging-pipe',
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', 'about:blank'];

class Chromium {
	// `profile`: a folder of its own
	constructor(binary, profile) {
		this.child = spawn(binary, [`--user-data-dir=${profile}`, ...FLAGS],
			{stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
		this.out = this.child.stdio[3];
		this.last = 0;
		this.waiting = new Map(); // number of a command, or session and event -> who waits for it
		let rest = '';
		this.child.stdio[4].setEncoding('utf8').on('data', text => {
			const messages = (rest + text).split('\0');
			rest = messages.pop();
			messages.forEach(m => this.take(JSON.parse(m)));
		});
		this.gone = new Promise(resolve => this.child.on('close', resolve));
		this.child.on('error', error => this.fail(error));
		this.out.on('error', error => this.fail(error));
		this.child.on('close', code => this.fail(new Error(`${binary} has ended (${code})`)));
	}
	wait(key) { return new Promise((resolve, reject) => this.waiting.set(key, {resolve, reject})); }
	fail(error) {
		this.waiting.forEach(w => w.reject(error));
		this.waiting.clear();
	}
	take(message) {
		const key = message.id ?? `${message.sessionId} ${message.method}`, waiting = this.waiting.get(key);
		this.waiting.delete(key);
		if (message.error) waiting?.reject(new Error(message.error.message));
		else waiting?.resolve(message.result ?? message.params);
	}
	send(method, params = {}, sessionId = undefined) {
		const id = ++this.last;
		this.out.write(JSON.stringify({id, method, params, sessionId}) + '\0');
		return this.wait(id);
	}
	// A page as wide as a phone or a screen; `scheme` is "light" or "dark".
	async page(url, width, scheme) {
		const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
		const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
		const page = new Page(this, targetId, sessionId);
		await page.as(width, scheme);
		await page.send('Page.enable');
		await page.go(url);
		return page;
	}
	async close() {
		this.send('Browser.close').catch(() => {});
		await this.gone;
	}
}

class Page {
	constructor(browser, targetId, sessionId) { Object.assign(this, {browser, targetId, sessionId}); }
	send(method, params) { return this.browser.send(method, params, this.sessionId); }
	// The same page on another device.
	async as(width, scheme) {
		await this.send('Emulation.setDeviceMetricsOverride',
			{width, height: 800, deviceScaleFactor: 1, mobile: width < 600});
		await this.send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: scheme}]});
	}
	go(url) { return this.leads(() => this.send('Page.navigate', {url})); }
	// Does what leads to another page, and waits for that.
	async leads(action) {
		const loaded = this.browser.wait(`${this.sessionId} Page.loadEventFired`);
		await action();
		await loaded;
	}
	// The value of an expression in the page; a promise is awaited.
	async evaluate(expression) {
		const {result, exceptionDetails: thrown} =
			await this.send('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true});
		if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
		return result.value;
	}
	// The whole page as PNG.
	async screenshot() {
		const {data} = await this.send('Page.captureScreenshot', {captureBeyondViewport: true});
		return Buffer.from(data, 'base64');
	}
	close() { return this.browser.send('Target.closeTarget', {targetId: this.targetId}); }
}

module.exports = {Chromium};
