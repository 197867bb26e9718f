import { targetContract } from "./contract.ts";
import { githubOnTrial } from "./github_on_trial.ts";

targetContract("github", () => githubOnTrial());
targetContract("github dependabot", () => githubOnTrial({ store: "dependabot" }));
targetContract("github codespaces", () => githubOnTrial({ store: "codespaces" }));
targetContract("github org", () => githubOnTrial({ store: "org" }));
targetContract("github environment", () => githubOnTrial({ scope: "prod/eu west" }));
