import { z } from 'zod'
import { isoTimestampSchema } from './ids.ts'

/**
 * `automatic`: every definition serves, and what has changed or come since an administrator last approved is marked.
 * `required`: what has changed or come is not served before it is approved.
 */
export const approvalModes = ['automatic', 'required'] as const
export const approvalModeSchema = z.enum(approvalModes)
export type ApprovalMode = z.infer<typeof approvalModeSchema>

export const definitionKinds = ['tool', 'prompt', 'resource', 'template'] as const
export const definitionKindSchema = z.enum(definitionKinds)
export type DefinitionKind = z.infer<typeof definitionKindSchema>

/** `gone`: approved, and no longer in the catalogue. */
export const definitionStates = ['approved', 'changed', 'new', 'gone'] as const
export const definitionStateSchema = z.enum(definitionStates)
export type DefinitionState = z.infer<typeof definitionStateSchema>
export const needsReview = (state: DefinitionState): boolean => state === 'changed' || state === 'new'

/** What the machine found suspicious in a definition (TC-4, TC-5, TC-6). A hint for whoever reviews, never a verdict. */
export const findingCodes = [
  'hidden-characters',
  'escape-sequences',
  'encoded-data',
  'instructions',
  'other-tools',
  'links',
  'long-description',
  'similar-name',
  'mixed-scripts',
  'doubtful-annotations',
] as const
export const findingSchema = z.object({
  code: z.enum(findingCodes),
  /** Where it stands, as in `inputSchema.properties.path.description`. */
  member: z.string(),
  message: z.string(),
  /** The passage itself, written by the server: at most 80 characters. */
  excerpt: z.string().optional(),
})
export type Finding = z.infer<typeof findingSchema>

export const approvalSchema = z.object({
  state: definitionStateSchema,
  /** SHA-256 of the definition as it is now; to be named when it is approved. */
  hash: z.string().optional(),
  approvedHash: z.string().optional(),
  approvedBy: z.string().optional(),
  approvedAt: isoTimestampSchema.optional(),
  /** False where the gateway wants an approval first. */
  served: z.boolean(),
})
export type Approval = z.infer<typeof approvalSchema>

const definitionNameSchema = z.string().min(1).max(2048)
export const definitionChangeSchema = approvalSchema.extend({
  kind: definitionKindSchema,
  name: z.string(),
  findings: z.array(findingSchema),
})
export type DefinitionChange = z.infer<typeof definitionChangeSchema>

/** Both texts are JSON as its author wrote it. `current` is absent where it is gone, `approved` where it is new. */
export const definitionDetailSchema = definitionChangeSchema.extend({
  current: z.string().optional(),
  approved: z.string().optional(),
})
export type DefinitionDetail = z.infer<typeof definitionDetailSchema>

/** More are approved in several requests. */
export const mostApprovals = 1_000
export const approvalItemSchema = z.strictObject({
  kind: definitionKindSchema,
  name: definitionNameSchema,
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'Give the hash of the definition that was looked at.'),
})
export type ApprovalItem = z.infer<typeof approvalItemSchema>
export const definitionAddressShape = { kind: definitionKindSchema, name: definitionNameSchema }
