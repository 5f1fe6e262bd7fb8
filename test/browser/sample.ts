import type { Page } from "playwright-core";
import { html } from "../../src/report/page/html.js";
import { options as common } from "../support/report-options.js";
import { auditOf, host, installation, sampleFleet } from "../support/sample.js";

export const options = { ...common, command: "x" };

const app = (id: string, group: string) => ({
  id,
  facts: { "app.mount": id, "app.process_group": group, "app.multithread": true },
  gaps: {},
});

/** Thirteen hosts with something of everything, one of them with two applications. */
export const withApplications = () =>
  auditOf([
    ...sampleFleet(),
    host("app1", {
      groups: ["apps"],
      installations: [{ ...installation(), applications: [app("/one", "blue"), app("/two", "")] }],
    }),
  ]);

export const sample = html(withApplications(), options);

/** Names in the rows that are drawn. */
export const hosts = (page: Page) => page.locator(".tabulator-row [tabulator-field=host]").allInnerTexts();

/** `12 of 13 rows`. */
export const count = (page: Page) => page.locator("#count").innerText();

/** A row of the matrix, by what stands in it. */
export const rowOf = (page: Page, text: string) =>
  page.locator(".tabulator-row").filter({ hasText: text }).first();

/** Headings of the columns that the matrix has, in their order; of those out of sight as well. */
export const columns = async (page: Page): Promise<string[]> =>
  (await page.evaluate("page.table.shownColumns().map(({ title }) => title)")) as string[];

/** The line of a rule, or of silent hosts, among the findings. */
export const findingOf = (page: Page, text: string | RegExp) =>
  page.locator(".problems > tbody > tr:not(.opened)").filter({ hasText: text });

/** Header filters listen to keys. */
export async function filterHosts(page: Page, text: string): Promise<void> {
  const filter = page.getByLabel("Filter Host");
  if (!(await filter.isVisible())) await page.getByRole("button", { name: "Column filters" }).click();
  await filter.fill("");
  await (text === "" ? filter.press("Backspace") : filter.pressSequentially(text));
}
