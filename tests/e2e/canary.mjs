// How a secret may be written where it must not be: twelve encodings of it.

const bytes = (text) => Buffer.from(text, 'utf8');
const turned = (text, turn) => [...text].map(turn).join('');
const escape = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** In base64 a text looks different at each of three offsets; the characters that its neighbours share are left out. */
function base64(text, offset) {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes(text)]);
  const whole = padded.length - (padded.length % 3);
  return padded.subarray(0, whole).toString('base64').slice(offset ? 4 : 0);
}

/** Name and bytes of each encoding. */
export function encodings(text) {
  return [
    ['UTF-8', bytes(text)],
    ['UTF-16, little endian', Buffer.from(text, 'utf16le')],
    ['UTF-16, big endian', Buffer.from(text, 'utf16le').swap16()],
    ['base64', bytes(base64(text, 0))],
    ['base64 after one byte', bytes(base64(text, 1))],
    ['base64 after two bytes', bytes(base64(text, 2))],
    ['hexadecimal', bytes(bytes(text).toString('hex'))],
    ['hexadecimal in capitals', bytes(bytes(text).toString('hex').toUpperCase())],
    ['percent', bytes(turned(text, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`))],
    ['JSON escapes', bytes(turned(text, escape))],
    ['character references', bytes(turned(text, (c) => `&#${c.charCodeAt(0)};`))],
    ['backwards', bytes(turned(text, (c) => c).split('').reverse().join(''))],
  ];
}

/** The encodings in which a text stands in a file, a message or a memory. */
export function found(text, where) {
  return encodings(text).filter(([, needle]) => where.includes(needle)).map(([name]) => name);
}
