import { rev20250326 } from './rev-2025-03-26/index.ts'
import { rev20250618 } from './rev-2025-06-18/index.ts'
import { rev20251125 } from './rev-2025-11-25/index.ts'
import type { WireRevision } from './revision.ts'

export type { ConsentAnswer, ServerCard, ToolResult, WireRevision } from './revision.ts'

/** Oldest first. */
const revisions: readonly WireRevision[] = [rev20250326, rev20250618, rev20251125]
const byName = new Map(revisions.map((wire) => [wire.revision, wire]))

export const findWire = (revision: string): WireRevision | undefined => byName.get(revision)

/** The wires among these names, oldest first. */
export const wiresOf = (names: readonly string[]): WireRevision[] =>
  revisions.filter((wire) => names.includes(wire.revision))

/** What we offer to MCP servers behind us. */
export const newestRevision = rev20251125.revision
