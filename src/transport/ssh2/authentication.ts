import type { BaseAgent, ParsedKey } from "ssh2";
import { TransportError } from "../../base/errors.js";
import { clean, onlyOpenssh } from "../failures.js";
import type { Target } from "../session.js";
import type { LoginPlan } from "./login-plan.js";

interface Prompt {
  prompt: string;
  echo?: boolean;
}

/** What ssh2 takes from an authentication handler. */
export type Method =
  | { type: "agent"; username: string; agent: BaseAgent }
  | { type: "publickey"; username: string; key: ParsedKey }
  | { type: "password"; username: string; password: string }
  | {
      type: "keyboard-interactive";
      username: string;
      prompt(
        name: string,
        instructions: string,
        language: string,
        prompts: Prompt[],
        answer: (answers: string[]) => void,
      ): void;
    };

/** Offers each method once, in order, and none that the server does not take; nothing again after a refusal. */
export class Authenticator {
  readonly #methods: Method[];
  #tried: Method["type"][] = [];
  #left: readonly string[] | undefined;

  constructor(
    readonly target: Target,
    readonly plan: LoginPlan,
    agent: BaseAgent | undefined,
  ) {
    this.#methods = methodsOf(target.user, plan, agent);
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
    const method = this.#nextOf(left, partial === true);
    if (method) this.#tried.push(method.type);
    next(method ?? false);
  };

  #nextOf(left: readonly string[] | null, partial: boolean): Method | undefined {
    // The password itself was refused: giving it to another question would be the same failed login again.
    const refused = !partial && this.last === "password" && left?.includes("password");
    for (let method = this.#methods.shift(); method; method = this.#methods.shift()) {
      if (refused && method.type === "keyboard-interactive") continue;
      if (!left || left.includes(wireName(method))) return method;
    }
    return undefined;
  }

  /** Why no login succeeded, and what to do about it. */
  failure(): TransportError {
    const { user, address, port } = this.target;
    const accepts = this.#left?.map(clean).join(", ").slice(0, 200);
    const words = [
      `${user} was refused`,
      this.#tried.length > 0 ? `tried ${this.#tried.join(", ")}` : "nothing that could be tried",
      ...(accepts ? [`the server takes ${accepts}`] : []),
      ...this.plan.problems,
    ];
    const hint = this.#takesKerberosOnly
      ? "Kerberos (GSSAPI) is served by transport: openssh only; or allow a key for this user"
      : `ssh -v -p ${port} ${user}@${address}`;
    const failure = new TransportError("auth", "auth-failed", words.join("; "), this.plan.hint ?? hint);
    return this.#takesKerberosOnly ? onlyOpenssh(failure, "GSSAPI") : failure;
  }

  get #takesKerberosOnly(): boolean {
    const methods = this.#left?.filter((method) => !/^(none|hostbased)$/.test(method)) ?? [];
    return methods.length > 0 && methods.every((method) => method.startsWith("gssapi"));
  }
}

const wireName = ({ type }: Method) => (type === "agent" ? "publickey" : type);

function methodsOf(username: string, plan: LoginPlan, agent: BaseAgent | undefined): Method[] {
  const { password } = plan;
  return [
    ...(agent ? [{ type: "agent" as const, username, agent }] : []),
    ...plan.keys.map((key) => ({ type: "publickey" as const, username, key })),
    ...(password === undefined
      ? []
      : [
          { type: "password" as const, username, password },
          { type: "keyboard-interactive" as const, username, prompt: answerOnce(password) },
        ]),
  ];
}

/**
 * The password answers the first hidden question. A second question means that it was wrong, and nothing is guessed.
 */
function answerOnce(password: string) {
  let given = false;
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: Prompt[],
    answer: (answers: string[]) => void,
  ): void => {
    answer(
      prompts.map(({ echo }) => {
        if (given || echo) return "";
        given = true;
        return password;
      }),
    );
  };
}
