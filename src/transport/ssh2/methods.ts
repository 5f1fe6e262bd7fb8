import type { BaseAgent, ParsedKey } from "ssh2";
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

/** Whether that method may give the password away. */
export const givesPassword = (type: Method["type"] | undefined) =>
  type === "password" || type === "keyboard-interactive";

/** As servers call it. */
export const wireName = ({ type }: Method) => (type === "agent" ? "publickey" : type);

/** What a plan has to offer, in this order. `answered` is called when a question has been answered with the password. */
export function methodsOf(
  username: string,
  plan: LoginPlan,
  agent: BaseAgent | undefined,
  answered: () => void,
): Method[] {
  const { password } = plan;
  return [
    ...(agent ? [{ type: "agent" as const, username, agent }] : []),
    ...plan.keys.map((key) => ({ type: "publickey" as const, username, key })),
    ...(password === undefined
      ? []
      : [
          { type: "password" as const, username, password },
          { type: "keyboard-interactive" as const, username, prompt: answerOnce(password, answered) },
        ]),
  ];
}

/**
 * The password answers the first hidden question. A second question means that it was wrong, and nothing is guessed.
 */
function answerOnce(password: string, answered: () => void) {
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
        answered();
        return password;
      }),
    );
  };
}
