/** Sends a file as a form does, and tells how much of it has left: `fetch` cannot. */

import { ApiError, problemOf } from "../../shared/api.js";

/**
 * @param {string} path below the API's base
 * @param {File} file
 * @param {import("../knowledge/uploads.js").Sending} sending `progress` hears parts from 0 to 1
 * @returns {Promise<any>} the parsed answer; rejects with an `ApiError`
 */
export function uploadFile(path, file, { progress, signal }) {
  const form = new FormData();
  form.append("kind", "file");
  form.append("file", file, file.name);
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
    request.send(form);
  });
}
