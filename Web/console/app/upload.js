/** Sends files and tells how much of them has left: `fetch` cannot. */

import { ApiError, problemOf } from "../../shared/api.js";

/**
 * As a form does.
 * @param {string} path below the API's base
 * @param {File} file
 * @param {import("../knowledge/uploads.js").Sending} sending `progress` hears parts from 0 to 1
 */
export function uploadFile(path, file, sending) {
  const form = new FormData();
  form.append("kind", "file");
  form.append("file", file, file.name);
  return upload(path, form, sending);
}

/**
 * @param {string} path below the API's base
 * @param {FormData|File} body
 * @param {import("../knowledge/uploads.js").Sending} sending
 * @returns {Promise<any>} the parsed answer; rejects with an `ApiError`
 */
export function upload(path, body, { progress, signal }) {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const lost = () => reject(new ApiError({ status: 0, code: "offline" }));
    request.open("POST", `/api/v1${path}`);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => total > 0 && progress(loaded / total));
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    request.addEventListener("load", async () => {
      const { status, responseText } = request;
      if (status < 200 || status > 299) {
        const headers = { "Retry-After": request.getResponseHeader("Retry-After") ?? "" };
        reject(await problemOf(new Response(responseText, { status, headers })));
        return;
      }
      try {
        resolve(JSON.parse(responseText));
      } catch {
        reject(new ApiError({ status, code: "unexpected" }));
      }
    });
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
