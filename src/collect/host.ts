import type { Check } from "../checks/check.js";
import type { ObserveTarget } from "../inventory/resolve/observe-target.js";
import type { Connection, Elevated, HostError, Transcript } from "../model/snapshot.js";
import { type Observed, observe } from "../observe/observe.js";
import { composeBecome, composeScript, scriptDigest } from "../script/compose.js";
import { commandOf, type ExecResult, type Session, type Target, waysOf } from "../transport/session.js";
import { Dialogue, LIMITS, Pass } from "./conversation.js";
import { type Outcome, shortcoming, stranger, verdict } from "./outcome.js";
import { Patience } from "./patience.js";
import { type SudoPassword, Unlocker, type Unlocking } from "./unlock.js";

/** What is to be asked once more as root: the checks that were denied something, and all that have to run for them. */
export interface Again {
  denied: string[];
  run: readonly Check[];
}

export interface AskOptions {
  checks: readonly Check[];
  /** Those of the script that may be installed in the place of a shell, where that answers more than is asked. */
  installed?: readonly Check[];
  /** Asks those URLs from the host itself, where its SSH server does not forward. */
  observing?: Check;
  /** Reads, from what a login was shown, what it was denied; undefined if nothing. Only for `become: auto`. */
  again?(transcript: Transcript): Again | undefined;
}

/** What is asked of one host. */
export interface Questions {
  target: Target;
  observe?: readonly ObserveTarget[];
  /** What sudo asks for. */
  password?: SudoPassword | undefined;
}

/**
 * Runs the script over one channel of a session, with `become: auto` once more for root, and closes the session.
 * Never rejects: what goes wrong is part of the outcome, as `explain` puts it.
 */
export async function ask(
  session: Session,
  questions: Questions,
  options: AskOptions,
  explain: (failure: unknown) => HostError,
): Promise<Outcome> {
  const { target, observe: targets = [] } = questions;
  const talk = new Talk(session, questions, options);
  let observed: Observed | undefined;
  let result: ExecResult | undefined;
  let error: HostError | undefined;
  try {
    if (targets.length > 0) observed = await observe(session, targets);
    result = await talk.hold(observed?.prohibited ?? []);
  } catch (failure) {
    // All was said before that.
    if (!talk.whole) error = explain(failure);
  } finally {
    talk.end();
    await session.close();
  }
  const { elevated, unlocking } = talk;
  const transcript = talk.first.transcript;
  const connection = connectionOf(session, target);
  const other =
    transcript.script && stranger(transcript.script, scriptDigest(options.installed ?? options.checks));
  if (other) return { connection, ...refused(transcript, other) };
  const why = (of: Transcript, as: Target, sent?: string) =>
    error ?? shortcoming(of, result, as, LIMITS, { sent, unlocking });
  const outcome = verdict(transcript, elevated ? undefined : why(transcript, target, talk.first.question));
  return {
    connection,
    ...outcome,
    transcript: withObserved(transcript, observed),
    ...(elevated && {
      elevated: withError(elevated, why(elevated.transcript, { ...target, become: "always" })),
    }),
  };
}

const connectionOf = ({ connection }: Session, { algorithms }: Target): Connection =>
  algorithms === "modern" || connection.transport === "local" ? connection : { ...connection, algorithms };

/** The answer of another script is not read: the same words may mean something else there. */
const refused = (transcript: Transcript, error: HostError): Outcome => ({
  status: "failed",
  error,
  transcript: { ...transcript, complete: false, sections: [] },
});

const withError = (elevated: Elevated, error: HostError | undefined): Elevated =>
  error ? { ...elevated, error } : elevated;

/** Both sides of the conversation with one host. */
class Talk {
  readonly first: Pass;
  readonly #second: Pass;
  readonly #dialogue: Dialogue;
  readonly #patience = new Patience();
  readonly #began = Date.now();
  #again: Again | undefined;
  #unlocker: Unlocker | undefined;
  /** Where sudo was to be given a password. */
  unlocking: Unlocking | undefined;
  /** Everything that was asked has been answered, on both streams. */
  whole = false;

  constructor(
    readonly session: Session,
    readonly questions: Questions,
    readonly options: AskOptions,
  ) {
    const seconds = questions.target.deadlineMs / 1000;
    this.first = new Pass(seconds);
    this.#second = new Pass(seconds);
    this.#dialogue = new Dialogue(this.first);
  }

  /** To be called when the command has ended, one way or the other. */
  end(): void {
    this.#patience.end();
    this.#unlocker?.end();
  }

  get elevated(): Elevated | undefined {
    return this.#again && { checks: this.#again.denied, transcript: this.#second.transcript };
  }

  /** `asked` are URLs that the script itself has to ask. Nothing is sent but one line until a shell has answered that. */
  hold(asked: readonly ObserveTarget[]): Promise<ExecResult> {
    const { target } = this.questions;
    const talk = async () => {
      const begun = await this.#patience.until(this.first.begins(), this.first, target);
      if (begun === "shell") await this.#send(this.#script(asked));
      if (target.become === "auto") await this.#goOn();
      else await this.#leave(this.first);
    };
    return this.#dialogue.run(
      this.session,
      { command: this.first.announced(commandOf(target)), stdin: this.first.question },
      talk,
    );
  }

  /** Where sudo wants a password, it has to take that before the script. */
  async #send(script: string): Promise<void> {
    const { target, password } = this.questions;
    if (target.become !== "always" || password === undefined) return this.#dialogue.send(script);
    const unlocked = this.#unlock(password, this.first, () => this.#dialogue.send(script));
    this.#dialogue.send(composeBecome(this.first.nonce, waysOf(target)));
    await unlocked;
  }

  async #leave(last: Pass): Promise<void> {
    await last.ends();
    this.whole = true;
    this.#dialogue.leave(this.session);
  }

  #script(asked: readonly ObserveTarget[]): string {
    const { checks, observing } = this.options;
    const { target, password } = this.questions;
    return composeScript(observing && asked.length > 0 ? [...checks, observing] : checks, {
      nonce: this.first.nonce,
      seconds: target.deadlineMs / 1000,
      comments: false,
      observe: asked.map(lineOf),
      ...containersOf(target),
      ...(target.become === "auto" && { more: { secret: password !== undefined, ways: waysOf(target) } }),
    });
  }

  /** The deadline is one for both scripts. */
  get #secondsLeft(): number {
    const spent = Date.now() - this.#began;
    return Math.max(1, (this.questions.target.deadlineMs - spent) / 1000);
  }

  /** After what the login may see: what it may not, as root. */
  async #goOn(): Promise<void> {
    await this.first.ends();
    const { target, password } = this.questions;
    const { transcript } = this.first;
    // An installed script has nothing to run as root but itself.
    this.#again = transcript.script === undefined ? this.options.again?.(transcript) : undefined;
    if (!this.#again) {
      this.#dialogue.send("enough\n");
      this.whole = true;
      return this.#dialogue.leave(this.session);
    }
    const pass = this.#second;
    const script = composeScript(this.#again.run, {
      nonce: pass.nonce,
      seconds: this.#secondsLeft,
      comments: false,
      inside: this.options.checks,
      ...containersOf(target),
    });
    this.#dialogue.begin(pass);
    const goOn = () => this.#dialogue.send(script);
    const unlocked = password && this.#unlock(password, pass, goOn);
    this.#dialogue.send("again\n");
    if (unlocked) await unlocked;
    else goOn();
    await this.#leave(pass);
  }

  /** `goOn` sends the script, only when sudo is open: otherwise sudo would try it as the next password. */
  async #unlock(password: SudoPassword, pass: Pass, goOn: () => void): Promise<void> {
    const { nonce } = this.first;
    this.#unlocker = new Unlocker(password, {
      hear: () => pass.stdout.mark(this.first.mark("sudo")),
      said: () => pass.stdout.bytes.toString("latin1"),
      send: (text) => this.#dialogue.send(text),
      nonce,
    });
    this.unlocking = await this.#unlocker.unlock();
    if (this.unlocking.outcome === "open") goOn();
  }
}

const containersOf = ({ containers }: Target) => (containers ? { containers } : {});

/** As the script's own section for it takes it. */
const lineOf = ({ url, connect }: ObserveTarget) => `${url} ${connect.host} ${connect.port}`;

/** Answers that came through the connection stand beside those that the host asked for itself. */
function withObserved(transcript: Transcript, observed: Observed | undefined): Transcript {
  if (!observed || observed.section.parts.length === 0) return transcript;
  const { section } = observed;
  const own = transcript.sections.find(({ check }) => check === section.check);
  const joined = own ? { ...own, parts: [...section.parts, ...own.parts] } : section;
  return { ...transcript, sections: [joined, ...transcript.sections.filter((each) => each !== own)] };
}
