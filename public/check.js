// Fetches a published template once and says whether it is the one with the given digest. The URL and the
// digest come by the fragment, which no server sees.
'use strict';

const LIMIT = 4 * 1024 * 1024; // Azure's largest template.

function show(id, text) {
  document.getElementById(id).textContent = text;
}

function tell(state, text, advice = '') {
  document.getElementById('verdict').dataset.state = state;
  show('verdict', text);
  show('advice', advice);
}

function asked() {
  const given = new URLSearchParams(location.hash.slice(1));
  const digest = given.get('sha256') ?? '';
  let url = null;
  try {
    url = new URL(given.get('url') ?? '');
  } catch {
    return { problem: 'There is no URL to check', advice: 'Open this page from the Deploy tab of the configurator.' };
  }
  if (url.protocol !== 'https:') return { url, problem: 'The portal fetches https URLs only', advice: 'Publish the template at an https URL.' };
  if (!/^[0-9a-f]{64}$/.test(digest)) return { url, problem: 'There is no digest to compare with', advice: 'Open this page from the Deploy tab of the configurator.' };
  return { url, digest };
}

const fetched = (url, mode) => fetch(url, { mode, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' });

async function explainFailure(url, verdict) {
  try {
    // An answer that may not be read still tells that somebody is there.
    await fetched(url, 'no-cors');
    verdict('bad', 'The file is there, and a browser may not read it', 'Its server sends no CORS header (Access-Control-Allow-Origin), so the portal cannot fetch it either. Raw files of GitHub and gists send one; for Azure Blob, allow GET from https://portal.azure.com in its CORS settings.');
  } catch {
    verdict('bad', 'The URL cannot be reached from this browser', 'Check the host name and the certificate, and whether it is public: the portal fetches the template from the browser of whoever deploys.');
  }
}

async function compare(response, digest, verdict) {
  if (!response.ok) {
    verdict('bad', `The server answers ${response.status}`, response.status === 404 ? 'There is no file at this URL. Check branch and path.' : 'The portal would get the same answer.');
    return;
  }
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > LIMIT) {
    verdict('bad', 'The file is larger than any template', 'Azure takes 4 MB at most.');
    return;
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found === digest) {
    verdict('good', 'This is your template: reachable, readable and the same byte for byte', 'The Deploy to Azure link can be given away.');
    return;
  }
  let json = null;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    verdict('bad', 'The file is no JSON', 'It may be a page that shows the file. Use the URL of the raw file.');
    return;
  }
  if (typeof json?.$schema === 'string' && /deploymentTemplate\.json/i.test(json.$schema)) {
    verdict('bad', 'It is a template, and another one than yours', `Its digest is ${found}. Publish the present azuredeploy.json again; line ends must stay as they are.`);
  } else {
    verdict('bad', 'The file is JSON, and no deployment template', 'Publish azuredeploy.json of the bundle.');
  }
}

// How often the page was asked: an older question that is answered late has nothing left to say.
let nAsked = 0;

async function main() {
  nAsked += 1;
  const asking = nAsked;
  const verdict = (...said) => asking === nAsked && tell(...said);
  const { url, digest, problem, advice } = asked();
  show('url', url?.href ?? 'none given');
  show('digest', digest ?? 'none given');
  if (problem) {
    verdict('bad', problem, advice);
    return;
  }
  verdict('', 'Fetching');
  let response;
  try {
    response = await fetched(url, 'cors');
  } catch {
    await explainFailure(url, verdict);
    return;
  }
  await compare(response, digest, verdict);
}

main();
addEventListener('hashchange', main);
