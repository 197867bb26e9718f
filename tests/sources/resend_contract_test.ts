import { resend } from "../../src/sources/resend/mod.ts";
import { badAnswers } from "../servers/misbehaviour.ts";
import { startResend } from "../servers/resend.ts";
import { sourceContract, type SourceStandIn } from "./contract.ts";

sourceContract("resend", async (): Promise<SourceStandIn> => {
  const server = await startResend();
  const { account } = server;
  return {
    driver: resend,
    address: server.url,
    masterToken: server.masterKey,
    limitedToken: () => account.addKey({ permission: "sending_access" }).token,
    otherMasterToken: () => server.addAccount().masterKey,
    domains: account.domains.map((domain) => domain.name),
    addKey: (name) => account.addKey({ name }).id,
    keyNames: () => account.keys.map((key) => key.name),
    keyOf(value) {
      const key = account.keyOfToken(value.openText((text) => text));
      const domain = account.domains.find((item) => item.id === key?.domainId);
      return key && { permission: key.permission, domain: domain?.name };
    },
    loseCreation: () => server.misbehave({ method: "POST" }, { what: "drop", work: true }),
    loseDeletion: () => server.misbehave({ method: "DELETE" }, { what: "drop", work: true }),
    limitRate: (times) => server.misbehave({ times }, badAnswers.rateLimited("1")),
    [Symbol.asyncDispose]: () => server.stop(),
  };
});
