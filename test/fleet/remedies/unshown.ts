/** Rules whose faults no container can have, and why: what a remedy says of them was not carried out. */
export const UNSHOWN: Readonly<Record<string, string>> = {
  "apache/end-of-life": "httpd before 2.4 is in no release of Debian that there are images of",
  "apache/module-mapping":
    "a policy of the kernel refuses it: containers share the kernel of their machine, which has none",
  "apache/module-signature": "code signatures are macOS's",
  "apache/selinux-label": "containers share the kernel of their machine, which has no SELinux",
  "python/end-of-life":
    "what helps is another release of the system; which ones have ended depends on the day",
};
