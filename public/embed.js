// <fast-ha-configurator>: the configurator in a frame of its own; docs/index.html tells how. No secret crosses in
// either direction.
(() => {
  const BASE = document.currentScript?.src ?? location.href;
  const COLOURS = ['accent', 'surface', 'canvas', 'ink', 'line'];
  // Names of earlier versions: to HTML, and so to many a stylesheet, hidden means the element itself.
  const OLD = { hidden: 'hide-fields', locked: 'lock-fields' };
  const words = (text) => (text ?? '').split(/[\s,]+/).filter(Boolean);

  class FastHaConfigurator extends HTMLElement {
    static observedAttributes = ['preset', 'design', 'lock-fields', 'hide-fields', 'tabs', 'theme', 'publish', ...Object.keys(OLD)];
    #frame = null;
    #asked = new Map();
    #next = 1;
    #listen = (event) => this.#hear(event);

    connectedCallback() {
      this.style.display ||= 'block';
      this.#frame = document.createElement('iframe');
      this.#frame.title = this.getAttribute('title') ?? 'Fast HA Configurator';
      // Without allow-same-origin the frame reaches nothing of this page and stores nothing. Azure's portal, which it
      // opens without an opener, does not start inside a sandbox.
      this.#frame.setAttribute('sandbox', 'allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox');
      this.#frame.allow = 'clipboard-write';
      this.#frame.referrerPolicy = 'no-referrer';
      this.#frame.style.cssText = 'display:block;width:100%;border:0;height:700px';
      const page = new URL(this.getAttribute('src') ?? 'fast-ha-offline.html', BASE);
      page.searchParams.set('embed', '');
      this.#frame.src = page.href;
      addEventListener('message', this.#listen);
      this.append(this.#frame);
    }

    disconnectedCallback() {
      removeEventListener('message', this.#listen);
      this.#frame?.remove();
    }

    attributeChangedCallback(name, before, now) {
      if (name in OLD) {
        // Alone it has HTML's own meaning.
        if (!now || now === 'until-found') return;
        console.warn(`fast-ha-configurator: the attribute ${name} is called ${OLD[name]} now`);
        this.removeAttribute(name);
        this.setAttribute(OLD[name], now);
      } else if (before !== now) {
        this.#load(['preset', 'design'].includes(name));
      }
    }

    /** The present design without secrets. */
    getDesign() {
      const id = this.#next++;
      return new Promise((done) => {
        this.#asked.set(id, done);
        this.#send({ type: 'get', id });
      });
    }

    /** Takes another design over; the frame's findings say what is wrong with it. */
    setDesign(design) {
      this.#send({ type: 'set', design });
    }

    #send(message) {
      // A sandboxed frame has no origin that could be named.
      this.#frame?.contentWindow?.postMessage({ fastHa: 1, ...message }, '*');
    }

    /** Tells the frame what this element asks for; the reader's design is left alone unless another one is asked for. */
    #load(anew) {
      const style = getComputedStyle(this);
      const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--fast-ha-${name}`).trim()]).filter(([, value]) => value));
      let design = null;
      try {
        design = JSON.parse((anew && this.getAttribute('design')) || 'null');
      } catch {
        console.warn('fast-ha-configurator: the attribute design is not JSON and is ignored');
      }
      this.#send({
        type: 'load', preset: anew ? this.getAttribute('preset') : null, design, locked: words(this.getAttribute('lock-fields')),
        hidden: words(this.getAttribute('hide-fields')), tabs: words(this.getAttribute('tabs')), theme: this.getAttribute('theme') ?? '', colours,
        publish: this.getAttribute('publish') && new URL('.', new URL(this.getAttribute('publish'), document.baseURI)).href,
      });
    }

    #hear({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || data?.fastHa !== 1) return;
      // Sandboxed as it is, the frame has the origin null; anything else went somewhere else.
      if (origin !== 'null') return;
      if (data.type === 'hello') this.#load(true);
      if (data.type === 'design') {
        this.#asked.get(data.id)?.(data.design);
        this.#asked.delete(data.id);
      }
      if (data.type === 'resize') this.#frame.style.height = `${Math.min(Math.max(Number(data.height) || 0, 400), 900)}px`;
      if (['ready', 'change', 'download', 'resize'].includes(data.type)) {
        const { fastHa, type, ...detail } = data;
        this.dispatchEvent(new CustomEvent(type, { detail }));
      }
    }
  }

  if (!customElements.get('fast-ha-configurator')) customElements.define('fast-ha-configurator', FastHaConfigurator);
})();
