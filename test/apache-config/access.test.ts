import { describe, expect, it } from "vitest";
import { evaluateApplications } from "../../src/apache-config/applications.js";
import { readTree } from "../../src/apache-config/tree.js";
import { isUndecided } from "../../src/apache-config/undecided.js";

function accessOf(text: string): string {
  const lines = `Listen 80\nWSGIScriptAlias /a /srv/app/a.wsgi\n${text}`.split("\n");
  const listing = `# In file: /etc/httpd.conf\n${lines.map((line, index) => `${index + 1}\t${line}`).join("\n")}`;
  const [app] = evaluateApplications({
    tree: readTree(listing),
    names: { byPlace: new Map(), base: "a.test" },
    mpm: "event",
    wsgiVersion: "5.0.2",
    user: "www-data",
  });
  const access = app?.access ?? "none";
  return isUndecided(access) ? "undecided" : access;
}

const inDirectory = (directory: string, ...lines: string[]) =>
  `<Directory ${directory}>\n${lines.join("\n")}\n</Directory>`;

describe("who is let in", () => {
  it.each([
    ["nothing is said", "", "granted"],
    ["everything is denied, as distributions do", inDirectory("/", "Require all denied"), "denied"],
    [
      "a deeper directory grants",
      `${inDirectory("/srv/app", "Require all granted")}\n${inDirectory("/", "Require all denied")}`,
      "granted",
    ],
    [
      "a location comes after all directories",
      `<Location /a>\nRequire all denied\n</Location>\n${inDirectory("/srv/app", "Require all granted")}`,
      "denied",
    ],
    ["a login is asked for", inDirectory("/srv/app", "Require ..."), "conditional"],
    ["one of several grants", inDirectory("/srv/app", "Require ...", "Require all granted"), "granted"],
    [
      "a container has a say",
      inDirectory("/srv/app", "<RequireAll>", "Require all granted", "Require ...", "</RequireAll>"),
      "conditional",
    ],
    ["Order of 2.2 denies", inDirectory("/srv/app", "Order allow,deny", "Deny from all"), "denied"],
    ["Order of 2.2 allows", inDirectory("/srv/app", "Order allow,deny", "Allow from all"), "granted"],
    ["Order allow,deny alone denies", inDirectory("/srv/app", "Order allow,deny"), "denied"],
    ["Order deny,allow alone allows", inDirectory("/srv/app", "Order deny,allow"), "granted"],
    [
      "an address is asked for",
      inDirectory("/srv/app", "Order deny,allow", "Deny from all", "Allow ..."),
      "conditional",
    ],
    [
      "both must let it in",
      inDirectory("/srv/app", "Require all granted", "Order allow,deny", "Deny from all"),
      "denied",
    ],
    [
      "Satisfy Any takes one of both",
      inDirectory("/srv/app", "Require all granted", "Order allow,deny", "Deny from all", "Satisfy Any"),
      "conditional",
    ],
    ["an expression decides", '<If "...">\nRequire all denied\n</If>', "undecided"],
    [
      "a section of a virtual host of another name",
      inDirectory("/srv/other", "Require all denied"),
      "granted",
    ],
  ])("%s: %#", (_when, text, access) => {
    expect(accessOf(text)).toBe(access);
  });
});
