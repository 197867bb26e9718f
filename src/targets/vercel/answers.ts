// What Vercel's answers look like, as far as they are needed.

import * as v from "valibot";
import { errorSchema } from "./errors.ts";

/** An id that is safe to put into a path. */
const idSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/));
const targetsSchema = v.pipe(
  v.optional(v.union([v.array(v.string()), v.string()]), []),
  v.transform((targets) => typeof targets === "string" ? [targets] : targets),
);

/** A variable, as it is listed or was just written. */
const variableSchema = v.object({
  id: idSchema,
  key: v.string(),
  value: v.nullish(v.string()),
  type: v.string(),
  target: targetsSchema,
  customEnvironmentIds: v.optional(v.array(v.string()), []),
  gitBranch: v.nullish(v.string()),
  decrypted: v.optional(v.boolean(), false),
  updatedAt: v.optional(v.number()),
});

/** A variable at Vercel. */
export type VercelVariable = v.InferOutput<typeof variableSchema>;

/** `GET …/env`. */
export const listSchema = v.object({
  envs: v.array(variableSchema),
  /** Variables that this token may not see. */
  hiddenProductionEnvCount: v.optional(v.number(), 0),
  pagination: v.optional(v.object({ next: v.nullish(v.union([v.number(), v.string()])) })),
});

/** `POST …/env`: 201 also where some of them failed. */
export const writtenSchema = v.object({
  created: v.pipe(
    v.optional(v.union([v.array(variableSchema), variableSchema]), []),
    v.transform((created) => Array.isArray(created) ? created : [created]),
  ),
  failed: v.optional(v.array(v.object({ error: errorSchema })), []),
});

/** `GET …/custom-environments`. */
export const customEnvironmentsSchema = v.object({
  environments: v.array(v.object({ id: idSchema, slug: v.string() })),
});
