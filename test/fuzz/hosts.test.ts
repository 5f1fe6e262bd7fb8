import { fuzzAll } from "./suite.js";
import { TARGETS } from "./targets/index.js";

fuzzAll(TARGETS.hosts);
