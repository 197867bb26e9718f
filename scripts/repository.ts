import config from "../deno.json" with { type: "json" };

/** Owner and name of the repository that releases come from: the field of deno.json. */
export const REPOSITORY: string = config.repository;

/** Where releases are. */
export const RELEASES = `https://github.com/${REPOSITORY}/releases`;
