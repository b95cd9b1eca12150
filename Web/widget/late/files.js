/**
 * Files: those that the customer chooses, on their way to the server, and those of messages. Loaded at the first one;
 * imports nothing, as `earlier.js`.
 */

/** @typedef {import("../../shared/wire.js").Attachment} Attachment */
/**
 * A file that was chosen. `id` is this page's own; `sent` is the server's answer, once it is up.
 * @typedef {Attachment & {file?: File, state: "waiting"|"sending"|"up"|"refused"|"gone", share: number, sent?: Attachment, abort?(): void}} Upload
 */
/**
 * @typedef {object} Means
 * @property {(upload: Upload, progress: (share: number) => void) => Promise<Attachment>} post rejects with the answer's
 *   status, 0 without one
 * @property {() => void} changed
 * @property {(ms: number) => Promise<unknown>} pause ends early where trying again is worth it
 */

/** What the server takes of a customer: bytes a file, files a message. */
const MAX_BYTES = 10_000_000;
const MAX_FILES = 10;
/** What is shown as a picture; of any other kind only name and size are. */
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;
const PAUSE_FIRST_MS = 1_000;
const PAUSE_MAX_MS = 30_000;
/** All but these of 400 to 499 would be answered again: signed out, too slow, too often. */
const FINAL = /^4(?!01|08|29)/;

/**
 * Sends a file, again after each break, until it is up, refused or removed.
 * @param {Upload} upload @param {Means} means
 */
export async function carry(upload, { post, changed, pause }) {
  for (let wait = PAUSE_FIRST_MS; upload.state === "waiting"; wait = Math.min(PAUSE_MAX_MS, 2 * wait)) {
    upload.state = "sending";
    upload.share = 0;
    try {
      upload.sent = await post(upload, (share) => {
        upload.share = share;
        changed();
      });
      upload.state = "up";
    } catch (status) {
      if (upload.state === "sending") upload.state = FINAL.test(String(status)) ? "refused" : "waiting";
    }
    changed();
    if (upload.state === "waiting") await pause(wait);
  }
}

/**
 * A name as it is shown: marks that turn the direction of writing could hide what kind of file it is.
 * @param {string} name
 */
export const plain = (name) => name.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

/**
 * @param {number} bytes @param {string} locale
 */
export const weight = (bytes, locale) => (bytes / 1e3).toLocaleString(locale, { style: "unit", unit: "kilobyte", maximumSignificantDigits: 2 });

/**
 * @typedef {object} Tools
 * @property {HTMLElement} tray where chosen files stand
 * @property {typeof import("../make.js").make} make
 * @property {typeof import("../../shared/keyed.js").keyed} keyed
 * @property {import("../../shared/language.js").Say} say
 * @property {string} locale
 * @property {() => string} key of the customer
 * @property {(words: string) => void} complain
 * @property {() => void} changed what is chosen
 * @property {(message: string, files: string[]) => void} supply the files of a message are up
 * @property {(message: string) => void} takeBack a message whose file was refused
 */

export class FileDesk {
  /** @type {Upload[]} */
  chosen = [];
  #tools;
  /** @type {Map<string, Upload[]>} files of messages that wait for them, by message */
  #held = new Map();
  /** @type {Map<string, Promise<string>>} local addresses, by file */
  #urls = new Map();
  /** One after another: on a slow line, the first is up sooner. */
  #line = Promise.resolve();
  #made = 0;
  #watcher;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    this.#watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) /** @type {any} */ (target).bring();
    });
  }

  /** @param {Iterable<File>} files */
  choose(files) {
    const { complain, say } = this.#tools;
    for (const file of files) {
      const { name, type, size } = file;
      if (size > MAX_BYTES || this.chosen.length >= MAX_FILES) complain(say("fileLimit", { name: plain(name), count: MAX_FILES }));
      else {
        const id = `own-${(this.#made += 1)}`;
        this.#urls.set(id, Promise.resolve(URL.createObjectURL(file)));
        /** @type {Upload} */
        const upload = { id, name, type, size, file, state: "waiting", share: 0 };
        this.chosen.push(upload);
        this.#send(upload);
      }
    }
    this.#draw();
  }

  /**
   * What is chosen goes with a message, as soon as it is up.
   * @param {string} message
   */
  hold(message) {
    this.#held.set(message, this.chosen);
    this.chosen = [];
    this.#settle();
  }

  /**
   * Files of a message that was not taken: they are up, and go with the next.
   * @param {Attachment[]} files
   */
  keep(files) {
    for (const file of files) this.chosen.push({ ...file, state: "up", share: 0, sent: file });
    this.#draw();
  }

  clear() {
    for (const upload of [...this.chosen, ...[...this.#held.values()].flat()]) this.#stop(upload);
    this.chosen = [];
    this.#held.clear();
    this.#draw();
  }

  /**
   * The files of a message, for the log.
   * @param {Attachment[]} files
   */
  shown(files) {
    return files.map((file) => (PICTURE.test(file.type) ? this.#picture(file) : this.#row(file)));
  }

  /**
   * A picture, fetched once it comes into sight; a press makes it large.
   * @param {Attachment} file
   */
  #picture(file) {
    const { make } = this.#tools;
    const image = /** @type {any} */ (make("img", { alt: plain(file.name) }));
    const button = make("button", { type: "button", class: "file" }, image);
    // CSSOM: allowed under the policy.
    button.style.aspectRatio = String(Math.max(0.7, Number(file.width) / Number(file.height) || 1));
    image.bring = () => this.#load(file).then((url) => {
      image.src = url;
      this.#watcher.unobserve(image);
    }, () => {});
    this.#watcher.observe(image);
    button.onclick = () => button.toggleAttribute("data-large");
    button.onblur = () => button.removeAttribute("data-large");
    button.onkeydown = (event) => {
      if (event.key !== "Escape" || !("large" in button.dataset)) return;
      // It closes the picture, not the chat.
      event.stopPropagation();
      button.blur();
    };
    return button;
  }

  /** @param {Attachment} file */
  #row(file) {
    const { make, say, complain, locale } = this.#tools;
    const name = plain(file.name);
    const button = make("button", { type: "button", class: "file body" }, "↓ ", make("bdi", {}, name), " ", make("small", {}, weight(file.size, locale)));
    button.onclick = () => this.#load(file).then((href) => make("a", { href, download: name }).click(), () => complain(say("refused")));
    return button;
  }

  /** @param {Upload} upload */
  #send(upload) {
    upload.state = "waiting";
    this.#line = this.#line.then(() => carry(upload, {
      post: (...what) => this.#post(...what),
      changed: () => this.#settle(),
      pause: (ms) => new Promise((done) => {
        setTimeout(done, ms);
        addEventListener("online", done, { once: true });
      }),
    }));
  }

  /** @param {Upload} upload */
  #stop(upload) {
    upload.state = "gone";
    upload.abort?.();
  }

  /** @param {Upload} upload @param {(share: number) => void} progress @returns {Promise<Attachment>} */
  #post(upload, progress) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/api/v1/widget/files?name=${encodeURIComponent(upload.name)}`);
      request.setRequestHeader("Authorization", this.#tools.key());
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
      request.onloadend = () => (request.status === 201 ? done(request.response) : fail(request.status));
      upload.abort = () => request.abort();
      request.send(upload.file);
    });
  }

  /** What is up goes out with its message; a message whose file was refused comes back. */
  #settle() {
    const { supply, takeBack } = this.#tools;
    for (const [message, uploads] of this.#held) {
      for (const { id, sent } of uploads) if (sent) this.#urls.set(sent.id, /** @type {Promise<string>} */ (this.#urls.get(id)));
      const isRefused = uploads.some(({ state }) => state === "refused");
      if (!isRefused && uploads.some(({ sent }) => !sent)) continue;
      this.#held.delete(message);
      if (isRefused) {
        this.chosen = [...uploads, ...this.chosen];
        takeBack(message);
      } else supply(message, uploads.map(({ sent }) => String(sent?.id)));
    }
    this.#draw();
  }

  #draw() {
    const { tray, keyed, changed } = this.#tools;
    keyed(tray, this.chosen, ({ id }) => id, (upload) => this.#chip(upload), (chip, upload) => this.#update(chip, upload));
    changed();
  }

  /** @param {Upload} upload */
  #chip(upload) {
    const { make, say } = this.#tools;
    const name = plain(upload.name);
    const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ act) => {
      const made = make("button", { type: "button", class: "icon", "aria-label": `${say(key)}: ${name}` }, sign);
      made.onclick = () => {
        act();
        this.#draw();
      };
      return made;
    };
    const face = make("span", { class: "avatar" });
    if (PICTURE.test(upload.type)) {
      const image = /** @type {HTMLImageElement} */ (make("img", { alt: "" }));
      this.#load(upload).then((url) => (image.src = url));
      image.onload = () => Object.assign(upload, { width: image.naturalWidth, height: image.naturalHeight });
      face.append(image);
    } else face.append("📎");
    const chip = make("div", { class: "chip" }, face, make("bdi", {}, name), make("small"), make("progress", { "aria-label": name }),
      button("again", "↻", () => this.#send(upload)), button("remove", "×", () => {
        this.#stop(upload);
        this.chosen = this.chosen.filter((other) => other !== upload);
      }));
    this.#update(chip, upload);
    return chip;
  }

  /** @param {HTMLElement} chip @param {Upload} upload */
  #update(chip, { state, share, size }) {
    const { say, locale } = this.#tools;
    const [, , words, progress, again] = /** @type {any} */ (chip.children);
    words.textContent = state === "refused" ? say("refused") : weight(size, locale);
    progress.value = share;
    progress.hidden = state !== "sending";
    again.hidden = state !== "refused";
  }

  /**
   * @param {Attachment} file
   * @returns {Promise<string>} a local address of its bytes
   */
  #load({ id, type }) {
    const known = this.#urls.get(id);
    if (known) return known;
    const loading = fetch(`/api/v1/widget/files/${id}`, { headers: { Authorization: this.#tools.key() } })
      .then((answer) => (answer.ok ? answer.blob() : Promise.reject()))
      // A stranger's page must never run as one of ours, whatever it says that it is.
      .then((bytes) => URL.createObjectURL(new Blob([bytes], { type: PICTURE.test(type) ? type : "application/octet-stream" })));
    this.#urls.set(id, loading);
    loading.catch(() => this.#urls.delete(id));
    return loading;
  }
}
