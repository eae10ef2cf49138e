// Writes textdecoder-cells.txt: what Node's TextDecoder says of every cell of two bytes, and of the rows of
// JIS X 0212, three bytes in EUC-JP. Run by hand: node textdecoder-cells.js >textdecoder-cells.txt
// A line is: set, first byte, and the characters of all second bytes in order; U+FFFD where there is none.
// "jis" is ISO-2022-JP, of which EUC-JP must say the same; "0212" is its JIS X 0212; "sjis" is Shift_JIS.
'use strict';
const decode = (name, bytes) => {
	const text = [...new TextDecoder(name).decode(Uint8Array.from(bytes))];
	return text.length === 1 ? text[0] : '\ufffd';
};
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const row = (name, from, to, bytes) => range(from, to).map((t) => decode(name, bytes(t))).join('');
const print = (set, lead, cells) => {
	if (cells.replace(/\ufffd/g, '')) console.log(set, lead.toString(16), cells);
};
for (const lead of range(0x21, 0x7e)) {
	const cells = row('iso-2022-jp', 0x21, 0x7e, (t) => [0x1b, 0x24, 0x42, lead, t, 0x1b, 0x28, 0x42]);
	if (cells !== row('euc-jp', 0xa1, 0xfe, (t) => [lead | 0x80, t])) throw new Error(`row ${lead} differs`);
	print('jis', lead, cells);
	if (lead <= 0x6d) print('0212', lead, row('euc-jp', 0xa1, 0xfe, (t) => [0x8f, lead | 0x80, t]));
}
for (const lead of [...range(0x81, 0x9f), ...range(0xe0, 0xfc)])
	print('sjis', lead, row('shift_jis', 0x40, 0xfc, (t) => [lead, t]));
