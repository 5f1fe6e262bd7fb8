import { userInfo } from "node:os";
import { getuid } from "node:process";

/** Who runs the program. */
export interface Login {
  user: string;
  home: string;
  uid: number;
}

/**
 * The login of this process, with the home directory that the user database has: `ssh` goes by that, whatever HOME says.
 * In a container it may be a bare number, of which the system knows no user: then it is what the environment calls it.
 */
export function ownLogin(
  env: NodeJS.ProcessEnv,
  lookUp: () => { username: string; uid: number; homedir: string } = userInfo,
): Login {
  try {
    const { username, uid, homedir } = lookUp();
    return { user: username, home: homedir, uid };
  } catch {
    const uid = getuid?.() ?? -1;
    return { user: env.USER || env.LOGNAME || String(uid), home: env.HOME || "/", uid };
  }
}
