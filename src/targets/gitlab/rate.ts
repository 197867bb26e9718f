import type { Clock } from "../../system/clock.ts";
import type { Fetch } from "../../system/system.ts";

/** GitLab says when its window ends as an instant (seconds since 1970), where others say in how many seconds. */
export function relativeResets(fetch: Fetch, clock: Clock): Fetch {
  return async (request) => {
    const response = await fetch(request);
    const reset = response.headers.get("ratelimit-reset") ?? "";
    if (!/^\d{10}$/.test(reset)) return response;
    const headers = new Headers(response.headers);
    headers.set("ratelimit-reset", String(Math.max(1, Math.ceil(Number(reset) - clock.nowMs() / 1000))));
    return new Response(response.body, { status: response.status, headers });
  };
}
