// What is said when the program stops: it runs out of memory, meets a fault in itself, or never starts. Nothing
// of the program can be trusted then, so this stands outside it and hands out the draft that was typed last.

const STOPPED = 'This page stopped: it ran out of memory or met a fault in itself. What is on screen no longer follows what you type. Save the design and load the page again.';
const NEVER_STARTED = 'This page did not start: the browser lacks WebAssembly or refuses it, or a file of the page is missing.';

// What is said of a start script that is missing or cut.
document.querySelector('.late')?.remove();

/** Says it on top of the page, with the draft to save, if there is one. */
function tellFault(said, draft) {
  const notice = document.createElement('div');
  notice.className = 'fault';
  notice.setAttribute('role', 'alert');
  notice.append(`${said} `);
  if (draft) {
    const link = document.createElement('a');
    link.textContent = 'Save the design';
    link.download = 'design.fastha.json';
    link.href = URL.createObjectURL(new Blob([draft], { type: 'application/json' }));
    notice.append(link);
  }
  document.body.prepend(notice);
}

/** The first fault is the one to tell; what follows follows from it. */
function stop(said) {
  if (!globalThis.fastHaStopped) tellFault(said, globalThis.fastHaDraft);
  globalThis.fastHaStopped = true;
}

// By its name, since the browser may lack WebAssembly with its kinds of errors.
const endsTheProgram = (error) => ['RuntimeError', 'RangeError', 'InternalError'].includes(error?.name);

const neverStarted = (error) => stop(endsTheProgram(error) ? STOPPED : NEVER_STARTED);

addEventListener('error', ({ error }) => endsTheProgram(error) && stop(STOPPED));
addEventListener('unhandledrejection', ({ reason }) => endsTheProgram(reason) && stop(STOPPED));
addEventListener('fast-ha-fault', ({ detail: [said, draft] }) => (draft === undefined ? stop(said) : tellFault(said, draft)));

/** What the browser reports of this page's requests, and after a blank line the policy that the page carries. */
globalThis.fastHaReported = () => {
  const entries = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? '';
  return `${entries.map((entry) => `${entry.initiatorType} ${entry.name}`).join('\n')}\n\n${policy}`;
};
