/** `<wd-organization-settings>`: the section of the settings for the organization's name. */

import { ApiError, sentenceOf } from "../../shared/api.js";
import { Part } from "../../shared/element.js";
import { html } from "../../shared/html.js";
import { known, say } from "../app/words.js";
import { showErrors } from "./form-errors.js";

export class OrganizationSettings extends Part {
  static tag = "wd-organization-settings";

  /** @type {import("../app/desk.js").Desk} */
  // @ts-ignore: set by the settings page before it is connected
  desk;

  connected() {
    const { organization } = /** @type {NonNullable<typeof this.desk.session>} */ (this.desk.session);
    this.replaceChildren(html`
      <section class="card">
        <form @submit=${(/** @type {Event} */ event) => this.#save(event)}>
          <label class="field"><span class="field-label">Name of the organization</span><input name="name" required maxlength="200" autocomplete="organization" .value=${organization.name}><span class="field-error" data-for="name"></span><span class="field-hint">Your team sees it in the console.</span></label>
          <p class="form-error" role="alert"></p>
          <div class="form-actions"><button class="button primary" type="submit">Save</button></div>
        </form>
        <p><a href="/team">Add and change people on the page Team</a></p>
      </section>`);
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    showErrors(form, {});
    try {
      this.desk.keepOrganization(await this.desk.api.patch("/organization", { name: String(new FormData(form).get("name")).trim() }));
      this.desk.notify(say("The name is saved."));
    } catch (problem) {
      showErrors(form, problem instanceof ApiError ? problem.errors : {}, known(sentenceOf(problem)));
    }
  }
}
