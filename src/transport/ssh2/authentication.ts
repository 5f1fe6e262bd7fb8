import type { BaseAgent } from "ssh2";
import { TransportError } from "../../base/errors.js";
import { clean, onlyOpenssh } from "../failures.js";
import { fingerprint } from "../known-hosts/host-key.js";
import { loginCommand, shellWord } from "../login-command.js";
import type { Target } from "../session.js";
import type { LoginPlan } from "./login-plan.js";
import { givesPassword, type Method, methodsOf, wireName } from "./methods.js";
import { PasswordTurn, type Turns } from "./password-turn.js";

/** Offers each method once, in order, and none that the server does not take; nothing again after a refusal. */
export class Authenticator {
  readonly #methods: Method[];
  readonly #turn: PasswordTurn | undefined;
  #tried: Method["type"][] = [];
  /** The password was given, and the server has not answered yet. */
  #isUnanswered = false;
  /** A question for the password has been answered with it. */
  #hasAnswered = false;
  #left: readonly string[] | undefined;

  constructor(
    readonly target: Target,
    readonly plan: LoginPlan,
    agent: BaseAgent | undefined,
    turns: Turns,
  ) {
    this.#methods = methodsOf(target.user, plan, agent, () => {
      this.#hasAnswered = true;
    });
    if (plan.password !== undefined) this.#turn = new PasswordTurn(plan.password, turns);
  }

  /** Whether the first method is a key that can be offered before the server says what it takes. */
  get begins(): boolean {
    const [first] = this.#methods;
    // An RSA key signs with an algorithm of the server's list, so that list has to come first.
    return first?.type === "publickey" && first.key.type !== "ssh-rsa";
  }

  /** The method that was offered last; after a login, the one that succeeded. */
  get last(): string | undefined {
    return this.#tried.at(-1);
  }

  /** The `authHandler` of ssh2. `left` is what the server still takes, `null` before its first word. */
  readonly handler = (
    left: readonly string[] | null,
    partial: boolean | null,
    next: (method: Method | false) => void,
  ): void => {
    this.#left = left ?? undefined;
    this.#hear(left, partial === true);
    this.#isUnanswered = false;
    const method = this.#nextOf(left, partial === true);
    const give = () => {
      if (method) this.#tried.push(method.type);
      this.#isUnanswered = method !== undefined && givesPassword(method.type);
      next(method ?? false);
    };
    if (!method || !givesPassword(method.type) || !this.#turn) give();
    // Only methods with the same password are left.
    else this.#turn.begin().then((mayTry) => (mayTry ? give() : next(false)));
  };

  /** Settles as the login does, which ends this host's turn with a password. */
  async follow(login: Promise<void>): Promise<void> {
    try {
      await login;
      if (this.#gavePassword) this.#turn?.accepted();
    } catch (error) {
      // A server that has had enough of wrong passwords disconnects.
      const wasRefused = error instanceof TransportError && error.code === "auth-failed";
      if (wasRefused && this.#isUnanswered) this.#turn?.refused();
      throw error;
    } finally {
      this.#turn?.end();
    }
  }

  /** The password has been taken, and has to be changed. */
  expired(): TransportError {
    this.#isUnanswered = false;
    return new TransportError(
      "auth",
      "auth-failed",
      "the password has expired",
      "log in by hand and change it; nothing is changed from here",
    );
  }

  get #gavePassword(): boolean {
    return givesPassword(this.#tried.at(-1));
  }

  /** What the server's answer to the last method says about the password. */
  #hear(left: readonly string[] | null, partial: boolean): void {
    if (partial && this.#gavePassword) this.#turn?.accepted();
    else if (this.last === "password" && left?.includes("password")) this.#turn?.refused();
    else if (this.last === "keyboard-interactive" && this.#hasAnswered) this.#turn?.refused();
  }

  #nextOf(left: readonly string[] | null, partial: boolean): Method | undefined {
    // The password itself was refused: giving it to another question would be the same failed login again.
    const refused = !partial && this.last === "password" && left?.includes("password");
    for (let method = this.#methods.shift(); method; method = this.#methods.shift()) {
      if (refused && method.type === "keyboard-interactive") continue;
      if (!left || left.includes(wireName(method))) return method;
    }
    return undefined;
  }

  /**
   * Why no login succeeded, and what to do about it. `unsigned` says why the agent did not sign: it may do so for
   * OpenSSH's client, which tells it which host it is for, as keys demand that are constrained to destinations.
   */
  failure(unsigned?: string): TransportError {
    const accepts = this.#left?.map(clean).join(", ").slice(0, 200);
    const words = [
      ...this.#progress,
      ...(accepts ? [`the server takes ${accepts}`] : []),
      ...this.#offered(),
      ...(unsigned === undefined ? [] : ["the agent did not sign"]),
      ...this.plan.problems,
    ];
    const heldBy = this.#turn?.refusedBy;
    if (heldBy !== undefined) return heldBack(heldBy, words);
    const hint = this.#takesKerberosOnly
      ? "Kerberos (GSSAPI) is served by transport: openssh only; or allow a key for this user"
      : this.#command();
    const failure = new TransportError("auth", "auth-failed", words.join("; "), this.plan.hint ?? hint);
    if (this.#takesKerberosOnly) return onlyOpenssh(failure, "GSSAPI");
    return unsigned === undefined ? failure : onlyOpenssh(failure, "a key that the agent did not sign with");
  }

  get #progress(): string[] {
    const { user } = this.target;
    if (this.#tried.length > 0) return [`${user} was refused`, `tried ${this.#tried.join(", ")}`];
    return this.#turn?.refusedBy === undefined ? [`${user} was refused`, "nothing that could be tried"] : [];
  }

  /** The keys that the server was shown. */
  #offered(): string[] {
    const { agentKeys, keys, files } = this.plan;
    const fromAgent = this.#tried.includes("agent")
      ? agentKeys.map((key) => `${key.type} ${fingerprint(key.getPublicSSH())} in the agent`)
      : [];
    const shown = this.#tried.filter((type) => type === "publickey").length;
    const fromFiles = keys
      .slice(0, shown)
      .map((key, index) => `${files[index]} (${fingerprint(key.getPublicSSH())})`);
    const all = [...fromAgent, ...fromFiles];
    return all.length > 0 ? [`offered ${all.join(", ")}`] : [];
  }

  /** Tries by hand exactly what was tried here. */
  #command(): string {
    const { agentKeys, files } = this.plan;
    const exactly = agentKeys.length === 0 && files.length > 0 ? ["-o", "IdentitiesOnly=yes"] : [];
    return loginCommand(this.target, ["-v", ...exactly, ...files.flatMap((file) => ["-i", shellWord(file)])]);
  }

  get #takesKerberosOnly(): boolean {
    const methods = this.#left?.filter((method) => !/^(none|hostbased)$/.test(method)) ?? [];
    return methods.length > 0 && methods.every((method) => method.startsWith("gssapi"));
  }
}

const heldBack = (host: string, words: readonly string[]) =>
  new TransportError(
    "auth",
    "password-held-back",
    [`the password was not tried, as ${host} has refused the same one`, ...words].join("; "),
    `see what is wrong with it on ${host}, then ask this host again: a wrong password on many hosts locks accounts`,
  );
