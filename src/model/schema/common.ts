import * as z from "zod";
import { TRANSPORTS } from "../words.js";

/** What several documents have in common. */

export const count = z.int().min(0);

export const duration = z.number().describe("Milliseconds.");

export const tool = z
  .strictObject({ name: z.string().describe("wsgi-audit."), version: z.string().describe("Its version.") })
  .describe("The program that wrote the evidence.");

export const hostError = z
  .strictObject({
    stage: z.string().describe("Where in a host's life it failed: dial, kex, auth, exec, output and so on."),
    code: z.string().describe("What went wrong, in one word that scripts can test."),
    message: z.string().describe("The same for people."),
    hint: z.string().exactOptional().describe("The command or the setting that mends it."),
  })
  .describe("Why a host gave no answer, or none that is whole.");

export const transport = z
  .enum(TRANSPORTS)
  .describe(
    "ssh2: SSH within the program. openssh: the system's ssh. local: no SSH, this machine. command: no SSH, but a command of the inventory that runs sh there.",
  );

export const connection = z
  .strictObject({
    server: z.string().exactOptional().describe("What the server calls itself."),
    kex: z.string().exactOptional().describe("The key exchange."),
    cipher: z.string().exactOptional().describe("The cipher."),
    hostKey: z
      .strictObject({
        type: z.string().describe("Such as ssh-ed25519."),
        fingerprint: z.string().describe("SHA256 and the digest, as ssh-keygen -l prints it."),
      })
      .exactOptional()
      .describe("The key that the host has proved to have."),
    authenticatedBy: z.string().exactOptional().describe("What let the login in."),
    transport: transport
      .exactOptional()
      .describe("How the host was reached; in snapshots of earlier versions ssh2 where it is missing."),
    because: z.string().exactOptional().describe("Why in that way, where the user has not chosen it."),
    roundTripMs: z
      .number()
      .exactOptional()
      .describe(
        "Milliseconds from dialling to being connected: one round trip on the network, and what the system takes for it.",
      ),
    algorithms: z
      .enum(["legacy", "ancient"])
      .exactOptional()
      .describe("Weak algorithms were allowed, by the user."),
    via: z.array(z.string()).exactOptional().describe("Jump hosts, the first one that is dialled first."),
  })
  .describe("What was negotiated with a host.");
