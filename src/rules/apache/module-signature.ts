import { saysOfFile } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";

export const moduleSignature = defineRefusal({
  id: "apache/module-signature",
  title: "macOS refuses a module for its code signature",
  why: `${NO_START} Apple's own httpd loads only what a developer's certificate signs, and macOS no file whose signature does not fit: no line of the configuration changes that.`,
  remedy:
    "Use an httpd that loads what you build, such as Homebrew's (brew install httpd), with mod_wsgi built for it; or sign the module (codesign --sign IDENTITY FILE) and name the authority behind its path in LoadModule.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/installation-on-macosx.html",
  anyhow: true,
  matches: saysOfFile(/code.?sign/i, /different Team IDs/i, /disallowed by system policy/i),
});
