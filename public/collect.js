/** The files of a drop or of a chooser, folders opened: a path and its file, or why it is not read, by turns. */
globalThis.fastHaCollect = async (source, most, deep, tools) => {
  const skipped = new Set(tools.split(' '));
  const found = [];
  // One more than may be read, so that whoever reads them says so.
  const full = () => found.length > 2 * most;
  const add = (path, file) => full() || found.push(path, file);

  async function open(entry, path, depth) {
    if (entry.isFile) {
      add(path, await new Promise((done) => entry.file(done, (error) => done(error.message))));
    } else if (depth > 0 && skipped.has(entry.name)) add(path, "it is a tool's folder");
    else if (depth === deep) add(path, 'folders lie too deep in each other');
    else {
      const reader = entry.createReader();
      // A browser tells a part of a folder at a time.
      while (!full()) {
        const inside = await new Promise((done) => reader.readEntries(done, () => done([])));
        if (!inside.length) break;
        for (const one of inside) await open(one, `${path}/${one.name}`, depth + 1);
      }
    }
  }

  // A drop's entries are gone once its event has ended.
  const items = source.items && [...source.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  for (const one of items ?? [...source]) {
    if (!one) continue;
    const path = one.webkitRelativePath || one.name;
    const folders = path.split('/').slice(1, -1);
    if (!(one instanceof File)) await open(one, path, 0);
    else if (!folders.some((name) => skipped.has(name))) add(path, folders.length < deep ? one : 'folders lie too deep in each other');
  }
  return found;
};
