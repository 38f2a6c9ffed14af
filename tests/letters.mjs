// A module as text inside a page: a letter for each byte, the one after the byte's number, because most bytes are zero
// and no letter is. A parser would change one of the others and take one for the beginning of a tag: these two are 256
// letters further, so that a letter's number less one, cut to a byte, is always the byte.

const MOVED = ['\r', '<'].map((letter) => letter.charCodeAt(0));

const letter = (number) => String.fromCharCode(MOVED.includes(number) ? number + 256 : number);

/** The element that holds a module. */
export const enclosed = (bytes) => `<script type="application/octet-stream" id="first">${Array.from(bytes, (byte) => letter(byte + 1)).join('')}</script>`;

const PLACE = /<script type="application\/octet-stream" id="first">([^<]*)<\/script>/;

/** The first module in a page. */
export const moduleIn = (page) => Buffer.from(Array.from(PLACE.exec(page)[1], (one) => one.charCodeAt(0) - 1));

/** The page with another first module in it, or with none. */
export const withModule = (page, bytes) => page.replace(PLACE, () => (bytes ? enclosed(bytes) : ''));
