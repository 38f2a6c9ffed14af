// Reads WebAssembly's binary form: its numbers, its names, its sections, and what an import describes.

/** Reads bytes one after the other, from a place on. */
export function reader(bytes, at = 0) {
  const number = () => {
    let [value, shift, byte] = [0, 0, 0x80];
    for (; byte & 0x80; shift += 7) {
      byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
    }
    return value >>> 0;
  };
  const take = (length) => bytes.subarray(at, (at += length));
  return { number, take, text: () => take(number()).toString(), at: () => at, ended: () => at >= bytes.length };
}

/** The sections of a module: the kind of each and its bytes. */
export function* sections(wasm) {
  for (const read = reader(wasm, 8); !read.ended(); ) {
    const [kind] = read.take(1);
    yield [kind, read.take(read.number())];
  }
}

/** Goes over what follows an import's name: its kind, then an index, a table's or a memory's limits, or a global's type. */
export function described(read) {
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
  return kind;
}
