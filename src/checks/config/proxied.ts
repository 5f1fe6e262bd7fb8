import { type Proxied, proxied } from "../../apache-config/proxied.js";
import { resolvedNames, serversOf } from "../../apache-config/servers.js";
import { shownUpstream } from "../../apache-config/upstream.js";
import type { Budget } from "../../base/budget.js";
import type { Section } from "../../model/snapshot.js";
import { partOf, textOf } from "../sections.js";
import type { PythonServer } from "../servers/index.js";
import { type Listening, listeningAt } from "../servers/listening-at.js";
import { configurationTree } from "./dump.js";
import { hasProxy } from "./loaded.js";

/**
 * A record of the fact `apache.proxied`: a place that requests are handed on from, and whom to.
 */
export interface ProxiedPlace {
  /** "" for the main server. */
  vhost: string;
  /** Path, `~ EXPRESSION`, or the sections of files. */
  url: string;
  /** `http://127.0.0.1:8000`, `unix:/run/app.sock|http://localhost`; "!" for nobody; null where it is not known. */
  target: string | null;
  /** The balancer that the target is a member of. */
  balancer: string | null;
  /** The Python server of this host that listens there, and its Python, as `host.python_servers` has them; null where none is seen. */
  server: string | null;
  python: string | null;
  /** Conditions have a say beside the URL. */
  conditional: boolean;
  directive: string;
  declared_at: string;
}

function targetOf(to: Proxied["to"]): string | null {
  if (to === "nobody") return "!";
  return to === undefined ? null : shownUpstream(to);
}

function placeIn(place: Proxied, listening: Listening): ProxiedPlace {
  const { to } = place;
  const found = to === undefined || to === "nobody" ? undefined : listening(to);
  return {
    vhost: place.vhost,
    url: place.url,
    target: targetOf(to),
    balancer: place.balancer || null,
    server: found?.server ?? null,
    python: found?.python ?? null,
    conditional: place.conditional,
    directive: place.directive,
    declared_at: place.declaredAt,
  };
}

/** What mod_proxy hands on, by the configuration as far as it was read; none where it is not loaded. */
export function proxiedPlaces(
  section: Section,
  servers: readonly PythonServer[],
  budget: Budget,
): ProxiedPlace[] {
  const read = configurationTree(section);
  if (!read || !hasProxy(section)) return [];
  const names = resolvedNames(textOf(section, "dump"), partOf(section, "dump")?.stderr ?? "");
  const listening = listeningAt(servers);
  return proxied(serversOf(read.tree, names), budget).map((place) => placeIn(place, listening));
}
