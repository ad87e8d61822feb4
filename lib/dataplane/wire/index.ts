import { rev20250326 } from './rev-2025-03-26/index.ts'
import { rev20250618 } from './rev-2025-06-18/index.ts'
import { rev20251125 } from './rev-2025-11-25/index.ts'
import { rev20260728 } from './rev-2026-07-28/index.ts'
import type { WireRevision } from './revision.ts'

export type { ConsentAnswer, ConsentQuestion, Era, ServerCard, ToolResult, WireRevision } from './revision.ts'
export {
  buildParameterHeaders,
  checkParameterHeaders,
  discoverQuestion,
  encodeModernListen,
  encodeModernRequest,
  withoutSubscription,
  type NewsFilter,
  admitModern,
  isModern,
  isModernHeader,
  offersModern,
  parameterHeadersOf,
  withoutEnvelope,
  type Envelope,
  type ParameterHeader,
} from './rev-2026-07-28/index.ts'

/** Oldest first. */
const revisions: readonly WireRevision[] = [rev20250326, rev20250618, rev20251125, rev20260728]

/** The wires among these names, oldest first. */
export const wiresOf = (names: readonly string[]): WireRevision[] =>
  revisions.filter((wire) => names.includes(wire.revision))

/** What we offer to MCP servers behind us that want `initialize`. */
export const newestLegacyRevision = rev20251125.revision
/** What we speak with MCP servers that want none. */
export const modernRevision = rev20260728.revision
