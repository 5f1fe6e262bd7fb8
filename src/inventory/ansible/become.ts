/** Whether the script runs as root, as Ansible would. */
export interface Become {
  become?: "never" | "always";
  become_method?: "doas";
  /** Why not, where Ansible would become somebody; and through what, where that is not sudo. */
  note?: string;
  /** What is neither true nor false. */
  error?: string;
}

/** Only root through sudo or doas is what `become: always` means; another user, or another way, is no root. */
export function becomeOf(
  read: (name: string) => string | undefined,
  truthOf: (text: string) => boolean | undefined,
): Become {
  const text = read("ansible_become");
  if (text === undefined) return {};
  const wanted = truthOf(text);
  if (wanted === undefined) return { error: "ansible_become is neither true nor false" };
  if (!wanted) return { become: "never" };
  const method = read("ansible_become_method") ?? "sudo";
  const user = read("ansible_become_user") || read("ansible_sudo_user") || "root";
  const way = /^(?:ansible\.builtin\.)?(sudo)$|^(?:community\.general\.)?(doas)$/.exec(method);
  if (!way)
    return {
      become: "never",
      note: `not as root: ansible_become_method is ${JSON.stringify(method)}, not sudo or doas`,
    };
  if (user !== "root")
    return {
      become: "never",
      note: `not through ${way[1] ?? way[2]}: ansible_become_user is ${JSON.stringify(user)}, not root`,
    };
  // Seldom meant for a whole run, and served by another program than with the other hosts.
  return way[2]
    ? { become: "always", become_method: "doas", note: "as root through doas, as ansible_become_method says" }
    : { become: "always" };
}
