// Shorter names between a module and its glue. wasm-bindgen names each import after what it is, with sixteen random
// digits that stand in both files and that no compression makes smaller.

/** A number as WebAssembly writes it. */
function written(number) {
  const bytes = [];
  do {
    const rest = number >>> 7;
    bytes.push((number & 0x7f) | (rest ? 0x80 : 0));
    number = rest;
  } while (number);
  return bytes;
}

/** Reads bytes one after the other. */
function reader(bytes, at) {
  const number = () => {
    let [value, shift, byte] = [0, 0, 0x80];
    for (; byte & 0x80; shift += 7) {
      byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
    }
    return value >>> 0;
  };
  const take = (length) => bytes.subarray(at, (at += length));
  return { number, take, at: () => at };
}

/** What follows an import's name: its kind, then an index, a table's or a memory's limits, or a global's type. */
function described(read) {
  const start = read.at();
  const [kind] = read.take(1);
  const limits = () => {
    if (read.number() & 1) read.number();
    read.number();
  };
  if (kind === 0) read.number();
  else if (kind === 1) {
    read.take(1);
    limits();
  } else if (kind === 2) limits();
  else if (kind === 3) read.take(2);
  else throw new Error(`an import of the kind ${kind} is not known`);
  return read.at() - start;
}

/** The import section with each name run through `rename`. */
function renamed(section, rename) {
  const read = reader(section, 0);
  const count = read.number();
  const parts = [Buffer.from(written(count))];
  for (let n = 0; n < count; n += 1) {
    const module = read.take(read.number());
    const name = Buffer.from(rename(read.take(read.number()).toString()));
    const from = read.at();
    const length = described(read);
    parts.push(Buffer.from(written(module.length)), module, Buffer.from(written(name.length)), name, section.subarray(from, from + length));
  }
  return Buffer.concat(parts);
}

/** A module and its glue with short names for what the one imports from the other. */
export function shorten(wasm, glue) {
  const isLong = /^__wb(?:g|indgen)_\w+$/;
  const exported = new Set(WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map((one) => one.name));
  const names = new Map();
  const rename = (name) => {
    if (!isLong.test(name) || exported.has(name)) return name;
    if (!names.has(name)) names.set(name, `i${names.size.toString(36)}`);
    return names.get(name);
  };
  const parts = [wasm.subarray(0, 8)];
  for (const read = reader(wasm, 8); read.at() < wasm.length; ) {
    const [kind] = read.take(1);
    const section = read.take(read.number());
    const now = kind === 2 ? renamed(section, rename) : section;
    parts.push(Buffer.from([kind, ...written(now.length)]), now);
  }
  const found = new Set();
  const short = glue.replace(/\b__wb(?:g|indgen)_\w+/g, (name) => {
    found.add(name);
    return names.get(name) ?? name;
  });
  const missing = [...names.keys()].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`the glue does not know ${missing.join(', ')}`);
  // What is for readers alone: no text of the glue goes over a line, so a line's own start and end may go.
  const plain = short.replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '').replace(/^\s*\/\/.*\n/gm, '').replace(/^\s+/gm, '');
  return [Buffer.concat(parts), plain];
}
