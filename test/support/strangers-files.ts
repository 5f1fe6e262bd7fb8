import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Numbers of users that no machine has: one who steers paths, and one whose secrets he would like to see. */
export const STRANGER = 61_234;
const OTHER = 61_235;

/** What stands in a file, and who may see it. */
export interface Target {
  path: string;
  text: string;
  owner: number;
  /** Read by everybody. */
  isPublic: boolean;
  /** Whose directories lead there. */
  ways: readonly number[];
}

/** Where a link may stand, and who decides about it there. */
export type Place = "stranger" | "other" | "public" | "private" | "shared" | "shared-by-root";

const DECIDES: Readonly<Record<Place, number>> = {
  stranger: STRANGER,
  other: OTHER,
  public: 0,
  private: 0,
  shared: STRANGER,
  "shared-by-root": 0,
};

/** Directories of several owners below a base that everybody may enter. Only root can make them. */
export class StrangersFiles {
  readonly targets: readonly Target[];
  #links = 0;

  constructor(readonly base: string) {
    this.#directory("stranger", STRANGER, 0o755);
    this.#directory("other", OTHER, 0o755);
    this.#directory("public", 0, 0o755);
    this.#directory("private", 0, 0o700);
    this.#directory("shared", 0, 0o1777);
    this.targets = [
      this.#target("stranger", STRANGER, 0o600),
      this.#target("stranger", STRANGER, 0o644),
      this.#target("other", OTHER, 0o600),
      this.#target("other", OTHER, 0o644),
      this.#target("public", 0, 0o600),
      this.#target("public", 0, 0o640),
      this.#target("public", 0, 0o644),
      this.#target("private", 0, 0o644),
      this.#target("public", STRANGER, 0o600),
      this.#target("shared", OTHER, 0o600),
    ];
  }

  at = (...names: string[]) => join(this.base, ...names);

  /** A link to a path, and who decides about it. */
  link(place: Place, to: string): { path: string; decides: number } {
    const path = this.at(place.replace(/-.*/, ""), `link${++this.#links}`);
    symlinkSync(to, path);
    const decides = DECIDES[place];
    lchownSync(path, decides, decides);
    return { path, decides };
  }

  /** A second name for a file. */
  hardLink(target: Target, place: "stranger" | "shared"): string {
    const path = this.at(place, `hard${++this.#links}`);
    linkSync(target.path, path);
    return path;
  }

  /** A file of the stranger's that says it has so many bytes. */
  sparse(name: string, bytes: number): string {
    const path = this.at("stranger", name);
    writeFileSync(path, "begin\n");
    truncateSync(path, bytes);
    chownSync(path, STRANGER, STRANGER);
    return path;
  }

  #directory(name: string, owner: number, mode: number): void {
    mkdirSync(this.at(name), { mode: 0o700 });
    this.#give(this.at(name), owner, mode);
  }

  #target(place: Place, owner: number, mode: number): Target {
    const path = this.at(place, `${owner}-${mode.toString(8)}`);
    const text = `text of ${place} ${owner} ${mode.toString(8)}`;
    writeFileSync(path, `${text}\n`);
    this.#give(path, owner, mode);
    const isPublic = (mode & 0o4) !== 0 && place !== "private";
    const ways = place === "shared" ? [owner] : [DECIDES[place]];
    return { path, text, owner, isPublic, ways };
  }

  #give(path: string, owner: number, mode: number): void {
    chownSync(path, owner, owner);
    chmodSync(path, mode);
  }
}
