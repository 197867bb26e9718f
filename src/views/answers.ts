// The law of `--json`: what each command answers with, by its words; `deno task schema` makes JSON Schemas of it. These
// shapes are a contract: fields are added; one that is there stays, with its meaning, until a new major version.

import type { ErrorCode } from "../domain/errors.ts";
import type {
  AccessGrantedView,
  AccessListView,
  AccessRequestView,
  AccessRevokedView,
  AccessSealedView,
  ShownAccessKeyView,
} from "./access.ts";
import type { AdoptedView } from "./adoption.ts";
import type { CheckedProofView, CheckpointsView, ProofView } from "./checkpoint.ts";
import type { CompletionsView } from "./completions.ts";
import type { DeletedView, PrunedKeysView, ReconciledView, RevokedView, StillAtView } from "./deletions.ts";
import type { DoctorView } from "./doctor.ts";
import type { DueView } from "./due.ts";
import type { EnvironmentCopiedView, EnvironmentDeletedView, EnvironmentListView } from "./environments.ts";
import type { ExportedView, ImportedView } from "./exchange.ts";
import type { GeneratedSecretView } from "./generated_secret.ts";
import type { HelpTopicView } from "./help.ts";
import type { IdentifiedView } from "./identified.ts";
import type { InitView } from "./init.ts";
import type {
  KeychainStatusView,
  KeychainUseView,
  LockedView,
  PassphraseView,
  UnlockedView,
} from "./keychain.ts";
import type { GeneratedView, KeysView } from "./keys.ts";
import type { LogView, RecordView, VerifiedView } from "./log.ts";
import type { LogDiffView } from "./log_diff.ts";
import type { ExportView, WrittenView } from "./log_rows.ts";
import type { PolicyChangedView, PolicyListView } from "./policies.ts";
import type { PrunedView, PushView } from "./push.ts";
import type { RecoveryCreatedView, RecoveryUsedView } from "./recovery.ts";
import type { ReplayDocument } from "./replay_document.ts";
import type { RotationView } from "./rotation.ts";
import type { AllSchemasView, SchemaDocument, SchemaListView } from "./schemas.ts";
import type { SecretChangedView, SecretListView, ShownSecretView } from "./secrets.ts";
import type { SignerListView } from "./signers.ts";
import type { SourceAddedView, SourceListView } from "./sources.ts";
import type { StatusView } from "./status.ts";
import type { SyncView } from "./sync.ts";
import type { TargetBoundView, TargetListView, TargetRemovedView, TargetSecretsView } from "./targets.ts";
import type { MintedRevokedView, SourceTokensView } from "./tokens.ts";
import type { RolledBackView, SecretHistoryView, VersionDiffView } from "./versions.ts";

/** The answer of each command. */
interface Answers {
  "access create": ShownAccessKeyView;
  "access grant": AccessGrantedView;
  "access list": AccessListView;
  "access request": AccessRequestView;
  "access revoke": AccessRevokedView;
  "access seal": AccessSealedView;
  "completions": CompletionsView;
  "diff": PushView;
  "doctor": DoctorView;
  "due": DueView;
  "env copy": EnvironmentCopiedView;
  "env delete": EnvironmentDeletedView;
  "env list": EnvironmentListView;
  "export": ExportedView;
  "help": HelpTopicView;
  "import": ImportedView;
  "init": InitView;
  "keychain passphrase": PassphraseView;
  "keychain status": KeychainStatusView;
  "keychain use": KeychainUseView;
  "lock": LockedView;
  "log": LogView;
  "log check-proof": CheckedProofView;
  "log checkpoint": CheckpointsView;
  "log diff": LogDiffView;
  "log export": ExportView | WrittenView;
  "log prove": ProofView;
  "log show": RecordView;
  "log verify": VerifiedView;
  "policy list": PolicyListView;
  "policy set": PolicyChangedView;
  "policy unset": PolicyChangedView;
  "prune": PrunedView;
  "push": PushView;
  "recovery create": RecoveryCreatedView;
  "recovery use": RecoveryUsedView;
  "replay": ReplayDocument;
  "schema": SchemaListView | AllSchemasView | SchemaDocument;
  "secret describe": SecretChangedView;
  "secret diff": VersionDiffView;
  "secret generate": GeneratedSecretView;
  "secret get": ShownSecretView;
  "secret history": SecretHistoryView;
  "secret identify": IdentifiedView;
  "secret limit": SecretChangedView;
  "secret list": SecretListView;
  "secret remove": SecretChangedView;
  "secret rollback": RolledBackView;
  "secret set": SecretChangedView;
  "signer list": SignerListView;
  "source add": SourceAddedView;
  "source delete": DeletedView & StillAtView;
  "source generate": GeneratedView;
  "source adopt": AdoptedView;
  "source keys": KeysView;
  "source list": SourceListView;
  "source prune": PrunedKeysView & StillAtView;
  "source reconcile": ReconciledView;
  "source revoke": (RevokedView | MintedRevokedView) & StillAtView;
  "source rotate": RotationView;
  "source token": SourceTokensView;
  "status": StatusView;
  "sync": SyncView;
  "target add": TargetBoundView;
  "target bind": TargetBoundView;
  "target list": TargetListView;
  "target remove": TargetRemovedView;
  "target secrets": TargetSecretsView;
  "unlock": UnlockedView;
  /** Of `cred --version`. */
  "version": VersionView;
}

/** Answer of `cred --version`. */
interface VersionView {
  readonly version: string;
}

/** What stdout holds with `--json`, by the command's words; `run` alone has no answer: the streams are its program's. */
export type Told = { readonly [command in keyof Answers]: Answers[command] & Warned };

/** What every answer may have besides. */
export interface Warned {
  /** For a person: what was done, but should be known. */
  readonly warnings?: readonly string[];
}

/** What stderr holds with `--json` when a command failed; stdout is empty then. */
export interface Failed {
  readonly error: {
    /** A stable word for scripts; what is before the dot decides the exit status. */
    readonly code: ErrorCode;
    /** For a person: what went wrong, quoting what was given, never a secret. */
    readonly message: string;
    /** For a person: commands or steps that mend it. */
    readonly hints: readonly string[];
    /** For a person: what happened before it failed. */
    readonly warnings?: readonly string[];
  };
}
