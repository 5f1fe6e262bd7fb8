import { describe, expect, it } from "vitest";
import { hintOfWords } from "../../src/transport/host-words.js";
import { failure, serve, target } from "../support/world.js";

describe("what a host says of a login", () => {
  it.each([
    ["Your account has expired; please contact your system administrator.", /chage -l audit/],
    ["WARNING: Your password has expired.", /log in by hand/],
    ["You are required to change your password immediately (administrator enforced).", /log in by hand/],
    ["This account is currently not available.", /usermod -s/],
    ["System is going down. Unprivileged users are not permitted to log in anymore.", /nologin/],
  ])("has a hint of its own: %s", async (banner, hint) => {
    expect(hintOfWords(banner, "audit")).toMatch(hint);
    const server = await serve({ banner, methods: [] });
    const error = await failure(target(server.port));
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(error.message).toContain(banner);
    expect(error.hint).toMatch(hint);
  });

  it("has none where nothing is known: the login is tried by hand with the very keys", async () => {
    const server = await serve({ banner: "Authorized use only", methods: [] });
    const error = await failure(target(server.port));
    expect(error.message).toMatch(/the host says "Authorized use only"/);
    expect(error.message).toMatch(/offered \S+ \(SHA256:/);
    expect(error.hint).toMatch(/^ssh -v -o IdentitiesOnly=yes -i \S+ -p \d+ audit@127\.0\.0\.1$/);
  });
});
