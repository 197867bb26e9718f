import { VERSION } from "../../domain/version.ts";

/** What every request says it comes from; platforms refuse requests that say nothing. */
export const USER_AGENT = `cred/${VERSION}`;
