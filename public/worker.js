// The worker's side of the second module: one order after another, with a sign when it begins and one when it ends.

function work(started) {
  started.then(() => postMessage(['ready']), () => postMessage(['refused']));
  addEventListener('message', async ({ data: [number, message] }) => {
    await started;
    postMessage(['begun']);
    try {
      const answer = fastHaAnswer(message);
      message.fill(0);
      postMessage(['done', number, answer], [answer.buffer]);
    } catch {
      // Nothing of a program that stopped can be trusted; the page starts another worker.
      postMessage(['stopped', number]);
      close();
    }
  });
}
