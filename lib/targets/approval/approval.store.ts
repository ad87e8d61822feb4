import type { AuditEntry } from '../../audit/index.ts'
import type { DefinitionKind } from '../../contracts/approvals.ts'

/** Kind `catalogue`: all that a version holds, approved when the target was made or pointed elsewhere; its name is empty. */
export interface ApprovalRow {
  targetId: string
  kind: DefinitionKind | 'catalogue'
  name: string
  hash: string
  /** The version that holds the approved text. */
  versionId: string
  /** For people: an e-mail address or the name of an access key. */
  approvedBy: string
  /** Milliseconds since 1970. */
  approvedAt: number
}

export interface NewApprovals {
  targetId: string
  /** The version in which all of the hashes were found. */
  versionId: string
  items: readonly { kind: DefinitionKind; name: string; hash: string }[]
  approvedBy: string
}

/** The promises are run on every adapter by tests/contract/approval-store.test.ts. */
export interface ApprovalStore {
  /** Of the targets of one gateway or of all. */
  approvals(gatewayId?: string): Promise<ApprovalRow[]>
  /**
   * All of them or none, with the audit row: only while the version that they were found in serves. False where another
   * one serves meanwhile.
   */
  approve(approvals: NewApprovals, audit: AuditEntry): Promise<boolean>
}
