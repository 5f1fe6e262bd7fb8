const EXTENSIONS = new Set(
  "numpy pandas scipy sklearn torch tensorflow cryptography bcrypt pydantic_core rpds orjson grpc".split(" "),
);

/** Of the fact `app.packages`: C extensions that sub-interpreters break; the others log in by a header. */
export const isExtension = (name: string) => EXTENSIONS.has(name);
