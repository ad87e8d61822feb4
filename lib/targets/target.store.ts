import type { AuditEntry } from '../audit/index.ts'
import type { SyncRun } from '../contracts/console.ts'
import type { CredentialProviderConfiguration, TargetStatus } from '../contracts/targets.ts'
import type { ApprovalStore } from './approval/approval.store.ts'
import type { ItemsDiff, StoredItems } from './catalogue/items.ts'
import type { SyncMethod, TargetRecord, TargetSettings } from './target.ts'

export type { TargetRecord, TargetSettings }

/** One attempt to get a catalogue, kept for the history of the target. */
export interface NewRun {
  id: string
  kind: SyncRun['kind']
  method: SyncMethod
  endpoint: string
  /** For people: an e-mail address or the name of an access key. */
  startedBy: string
}

/** A catalogue as it is published; its number in the target's history is given by the store. */
export interface NewCatalogue extends StoredItems {
  id: string
  method: SyncMethod
  endpoint: string
  credentials: CredentialProviderConfiguration[]
  toolCount: number
  /** JSON of a ServerCard. */
  server: string
  hash: string
  /** Against the catalogue that it replaces; absent for the first. */
  diff?: ItemsDiff
  /** Whoever started the run approves all that it holds; approvals from before are void. */
  approves?: boolean
}

export interface CatalogueVersion extends Omit<NewCatalogue, 'diff' | 'approves'> {
  targetId: string
  number: number
  createdBy: string
  createdAt: number
}

export interface NewTarget {
  record: TargetRecord
  clientToken?: string
  /** SHA-256 of the request that the client token belongs to. */
  inputHash: string
  run: NewRun
  /** Given where the tools were: the target is READY with it at once. */
  catalogue?: NewCatalogue
}

/** Members left out stay; null clears. `due` is a moment, or a time from now on the database's clock. */
export interface TargetPatch {
  settings?: TargetSettings
  status: TargetStatus
  statusReasons?: readonly string[]
  lastSynchronizedAt?: number | null
  sessionId?: string | null
  authUserId?: string | null
  due?: { at: number } | { inMs: number } | null
}

/** What else happens in the same commit. */
export interface AlongWith {
  audit?: AuditEntry
  /** The gateway must still be of this version: a rule that holds between the two was checked against it. */
  gatewayVersion?: number
  /** Ends the running run as failed, with this reason. */
  fails?: string
  /** Opens a run, after the running one ended. */
  opens?: NewRun
}

/** The promises are run on every adapter by tests/contract/target-store.test.ts. Names are unique within a gateway. */
export interface TargetStore extends ApprovalStore {
  /**
   * Stores where the gateway exists in this version and is not being deleted, and raises that version: whatever depends on
   * the gateway's set of targets is decided there. Of callers that race for a name or a client token exactly one stores.
   */
  insert(
    target: NewTarget,
    gatewayVersion: number,
    audit: AuditEntry,
  ): Promise<'stored' | 'gateway-changed' | 'name-taken' | 'token-taken'>
  find(gatewayId: string, targetId: string): Promise<TargetRecord | undefined>
  findByClientToken(clientToken: string): Promise<{ record: TargetRecord; inputHash: string } | undefined>
  /** Ordered by name, after the name given. */
  page(gatewayId: string, after: string | undefined, limit: number): Promise<TargetRecord[]>
  /** Of one gateway or of all, ordered by gateway and name. */
  all(gatewayId?: string): Promise<TargetRecord[]>
  /** Changes the target where its version is still `version`; a stale caller changes nothing and gets 'stale'. */
  change(
    id: string,
    version: number,
    patch: TargetPatch,
    along?: AlongWith,
  ): Promise<TargetRecord | 'stale' | 'name-taken'>
  /** `change`, together with a catalogue version that serves from then on and ends the running run: all or nothing. */
  publish(
    id: string,
    version: number,
    patch: TargetPatch,
    catalogue: NewCatalogue,
    along?: AlongWith,
  ): Promise<TargetRecord | 'stale' | 'name-taken'>
  /** Notes that the server says its lists have changed; the next catalogue takes the note away. Disturbs no work in hand. */
  markStale(id: string): Promise<void>
  /** Takes the target and its history away where its version is still `version`. */
  remove(id: string, version: number, audit: AuditEntry): Promise<boolean>
  /** Targets whose work in hand is late by the database's clock. */
  pastDue(): Promise<TargetRecord[]>
  /** Targets that wait for an authorization. */
  pending(): Promise<TargetRecord[]>
  /** Newest first. */
  runs(targetId: string, limit: number): Promise<SyncRun[]>
  catalogue(versionId: string): Promise<CatalogueVersion | undefined>
  /** The catalogues that serve, of one gateway or of all. */
  serving(gatewayId?: string): Promise<CatalogueVersion[]>
  /** What each serving target is reached with, of every gateway and without its items: by gateway and name. */
  reached(): Promise<ReachedTarget[]>
}

export interface ReachedTarget {
  gatewayId: string
  targetId: string
  name: string
  endpoint: string
  credentials: CredentialProviderConfiguration[]
}
