import { HOST_NAMES, type HostName } from "./hosts.js";

/** Where each rule must find something. On every other host it must not. */
export const FIRES: Readonly<Record<string, readonly HostName[]>> = {
  "python/library-not-found": ["libpath-only"],
  "python/library-env-dependent": ["libpath-other"],
  "python/library-static": ["static"],
  "python/library-deleted": ["deleted-libpython"],
  "python/library-clash": ["clash"],
  "python/venv-version-mismatch": ["venv-mismatch"],
  "python/environment-variable": ["faults"],
  "wsgi/mod-python-conflict": ["modpython"],
  "wsgi/loaded-twice": ["faults"],
  "wsgi/process-group-undefined": ["faults"],
  "wsgi/application-unreachable": ["faults"],
  "wsgi/daemon-unused": ["faults"],
  "wsgi/embedded-prefork": ["prefork", "two-instances"],
  "wsgi/socket-in-tmp": ["express", "faults"],
  "apache/config-broken": ["broken-config"],
  "wsgi/module-missing": ["refused"],
  "wsgi/unknown-directive": ["refused"],
  "wsgi/daemon-name-twice": ["refused"],
  "apache/module-dangling": ["refused"],
  "apache/accept-mutex-syntax": ["refused"],
  "wsgi/directives-ignored": ["refused"],
  "wsgi/foreign-build": ["refused"],
  "python/home-not-accessible": ["permissions"],
  "wsgi/script-unusable": ["permissions"],
  "wsgi/access-denied": ["faults", "permissions"],
  "wsgi/client-named-interpreter": ["permissions"],
  "wsgi/port-named-interpreter": ["faults"],
  "wsgi/socket-not-accessible": ["permissions"],
  "wsgi/socket-path-long": ["permissions"],
  "wsgi/working-directory": ["permissions"],
  "wsgi/eager-initialization": ["permissions"],
  "apache/world-writable": ["permissions"],
  "wsgi/no-request-timeout": ["faults"],
  "python/home-unusable": ["homes"],
  "python/no-standard-library": ["moved-python"],
  "python/base-mixed": ["homes"],
  "python/base-gone": ["homes"],
  "python/path-decides": ["homes"],
  "wsgi/subinterpreter-extension": ["homes"],
  "wsgi/no-pass-authorization": ["homes"],
  "wsgi/embedded-not-restricted": ["homes"],
  "wsgi/live-group-size": ["stale"],
  "python/library-replaced": ["stale"],
  "apache/reload-pending": ["refused", "stale"],
  "apache/accept-lock-set": ["refused"],
  "wsgi/errors-logged": ["homes", "moved-python"],
  "wsgi/mount-slash": ["slips"],
  "wsgi/setenv-no-effect": ["slips"],
  "wsgi/shared-interpreter": ["slips"],
  "python/path-entry": ["slips"],
  "python/user-site": ["slips"],
  "python/environment-renewed": ["slips"],
  "host/orphans": ["slips"],
};

/** Where the login has an LD_LIBRARY_PATH of its own, which leads to another library for it, and for nobody else. */
export const OF_THE_LOGIN: readonly HostName[] = ["login-tcsh", "login-fish"];

/** Hosts as their releases package them, or as a careful administrator has them: no rule has anything to say of them. */
export const UNTOUCHED = HOST_NAMES.filter(
  (name) => !Object.values(FIRES).flat().includes(name) && !OF_THE_LOGIN.includes(name),
);

/** What these say depends on the day, and on nothing that anybody did to the host. */
export const OF_THE_DAY: readonly string[] = ["python/end-of-life", "apache/end-of-life"];
