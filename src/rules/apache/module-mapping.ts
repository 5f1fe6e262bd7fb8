import { isMappingRefusal } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";
import { perSystem } from "../shared/systems.js";

export const moduleMapping = defineRefusal({
  id: "apache/module-mapping",
  title: "The system does not let a module's code be mapped",
  why: `${NO_START} A policy such as SELinux's refuses what the loader asks for: code of a file with this label, code that has to be written to (text relocations), or a stack that is executed.`,
  remedy: perSystem({
    redhat:
      "Read the refusal (ausearch -m avc -ts recent). Of a wrong label: restorecon -v FILE, or semanage fcontext -t httpd_modules_t and restorecon; of execmod or execstack: build the file with -fPIC and without an executable stack.",
    otherwise:
      "Read the refusal in the audit log. Of a wrong label: restorecon -v FILE; of text relocations or an executable stack: build the file with -fPIC and -z noexecstack.",
  }),
  reference: "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/using_selinux",
  anyhow: true,
  matches: isMappingRefusal,
});
