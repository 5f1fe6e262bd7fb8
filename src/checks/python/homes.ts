/** A record of the fact `python.homes`: a configured home, and what Python will make of it. */
export interface Home {
  home: string;
  /** The directives and daemons that name it. */
  source: string;
  /** `venv`: it has a pyvenv.cfg, of whatever tool; `plain`: it has none; `unknown`: it could not be read. */
  kind: string;
  /** X.Y or X.Y.Z that it is for; null where it does not tell. */
  version: string | null;
  base: string | null;
  /** Whether the directory that pyvenv.cfg names is there; null where it names none. */
  base_exists: boolean | null;
  /** Null where the login could not see. */
  usable: boolean | null;
  /** Why it is not usable, or not seen; "" where it is usable. */
  reason: string;
}
