import type { ImageName } from "../hosts.js";
import type { Episode } from "./episode.js";
import { extensionEpisodes } from "./extensions.js";
import { pythonEpisodes } from "./python.js";
import { refusalEpisodes } from "./refusals.js";
import { modPythonEpisodes, sourceEpisodes, startEpisodes } from "./start.js";
import { serverEpisodes, wsgiEpisodes } from "./wsgi.js";

const ONLY = new RegExp(process.env.REMEDIES ?? "");

/** A host for each fault would be too many, one for all too slow: episodes are played one after another on each. */
export const LANES = (
  [
    { name: "python", image: "bookworm", episodes: pythonEpisodes },
    { name: "wsgi", image: "bookworm", episodes: wsgiEpisodes },
    { name: "server", image: "bookworm", episodes: serverEpisodes },
    { name: "start", image: "bookworm", episodes: startEpisodes },
    { name: "extras", image: "extras", episodes: modPythonEpisodes },
    { name: "extensions", image: "extensions", episodes: extensionEpisodes },
    { name: "source", image: "source", episodes: sourceEpisodes },
    { name: "refused", image: "bookworm", capabilities: ["SYS_ADMIN"], episodes: refusalEpisodes },
  ] satisfies {
    name: string;
    image: ImageName;
    capabilities?: readonly string[];
    episodes: readonly Episode[];
  }[]
).flatMap((lane) => {
  const episodes = lane.episodes.filter(({ name }) => ONLY.test(name));
  return episodes.length > 0 ? [{ ...lane, episodes }] : [];
});
