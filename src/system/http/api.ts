import { type Call, type ExchangeOptions, exchanging } from "./exchange.ts";
import { paced, type WaitOptions } from "./pacing.ts";
import { type Judge, retrying } from "./retrying.ts";

/** What a platform's adapter brings to speak to one account. */
export interface ApiOptions extends ExchangeOptions, WaitOptions {
  /** What this platform's answers mean. */
  readonly judge: Judge;
}

/** Calls to one account of a platform: paced together, judged, and repeated where that is safe. */
export function openApi(options: ApiOptions): Call {
  return retrying(paced(exchanging(options), options), options);
}
