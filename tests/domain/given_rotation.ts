// How far a rotation is, as recorded: key 2 replaces key 1.

import { added, generated, id, requested, switched, tested, vault } from "./given.ts";

export const LIVE = [vault, added(), generated(1)];
export const REPLACING = { replaces: id(1) };
export const MADE = [...LIVE, requested(2, REPLACING), generated(2, REPLACING)];
export const TESTED = [...MADE, tested(2)];
/** The switch is at minute 6, and the old key is kept until minute 66. */
export const SWITCHED = [...TESTED, switched(2, 1)];
