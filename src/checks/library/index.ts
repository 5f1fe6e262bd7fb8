import { defineCheck } from "../check.js";
import { facts } from "./facts.js";
import { needs, parse } from "./parse.js";

export const library = defineCheck({
  id: "library",
  title: "mod_wsgi and its Python library",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 30,
  keeps: "LIBRARY",
  facts,
  parse,
});
