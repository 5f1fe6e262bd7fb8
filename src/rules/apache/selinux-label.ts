import { defineRule } from "../rule.js";

export const selinuxLabel = defineRule({
  id: "apache/selinux-label",
  severity: "warning",
  title: "SELinux keeps httpd from a file, whatever its mode says",
  why: "Permission denied in Apache's error log, and an AVC line in the audit log, though every user may read the file.",
  remedy:
    "semanage fcontext -a -t httpd_sys_content_t 'PATH(/.*)?' and restorecon -R PATH; or setsebool httpd_read_user_content on for homes.",
  reference: "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/using_selinux/index",
  needs: ["files.labels", "files.selinux"],
  judge: (facts) =>
    facts["files.selinux"] !== "enforcing"
      ? []
      : facts["files.labels"].map((label) => ({
          message: label,
          evidence: `files.labels: ${label}\nfiles.selinux = enforcing`,
        })),
});
