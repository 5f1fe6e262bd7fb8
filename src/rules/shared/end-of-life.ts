/** Why a release that has reached its end hurts. */
export const UNMENDED =
  "Errors that are found from now on, security among them, are mended by nobody but the distribution, if it still does.";
