/** What a host says of a login, and what mends it; the first that fits. */
const MEANINGS: readonly (readonly [pattern: RegExp, hint: (user: string) => string])[] = [
  [
    /account (?:has|is) (?:expired|disabled|locked)/i,
    (user) => `on the host, as root: chage -l ${user} tells until when it holds`,
  ],
  [
    /password (?:has|is) expired|change your (?:\S+ )?password|required to change your/i,
    () => "log in by hand and change it; nothing is changed from here",
  ],
  [
    /unprivileged users are not permitted|system is (?:going down|booting up|shutting down)|\bnologin\b/i,
    () => "the host lets only root in for now: /run/nologin or /etc/nologin stands there",
  ],
  [
    /account is (?:currently )?not available|not available at (?:this|the) moment/i,
    (user) => `the login has no shell: on the host, as root: usermod -s /bin/sh ${user}`,
  ],
];

/** The hint that fits what a host says; undefined where it says nothing that is known. */
export const hintOfWords = (words: string, user: string): string | undefined =>
  MEANINGS.find(([pattern]) => pattern.test(words))?.[1](user);
