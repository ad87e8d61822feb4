import { z } from 'zod'
import { consoleRoles } from '../kernel/roles.ts'
import { gatewayIdSchema, isoTimestampSchema, targetIdSchema } from './ids.ts'
import { approvalSchema, findingSchema } from './approvals.ts'
import { authorizerTypeSchema, gatewayStatusSchema } from './gateways.ts'
import { targetStatusSchema } from './targets.ts'

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, 'Give an e-mail address.')
export const newPasswordSchema = z.string().min(8, 'Use at least 8 characters.').max(200)

export const personSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: z.enum(consoleRoles),
  /** The gateways that the role is for; left out: all. */
  gatewayIds: z.array(gatewayIdSchema).readonly().optional(),
})
export type Person = z.infer<typeof personSchema>

/** What a person must act on. `action` says which one button to show. */
export const attentionItemSchema = z.object({
  gatewayId: gatewayIdSchema,
  gatewayName: z.string(),
  targetId: targetIdSchema,
  targetName: z.string(),
  status: targetStatusSchema,
  reason: z.string().optional(),
  /** `approve`: definitions wait for somebody to look at them. */
  action: z.enum(['authorize', 'synchronize', 'review', 'approve']),
  waiting: z.number().int().optional(),
  since: isoTimestampSchema,
})
export type AttentionItem = z.infer<typeof attentionItemSchema>

export const overviewGatewaySchema = z.object({
  gatewayId: gatewayIdSchema,
  name: z.string(),
  status: gatewayStatusSchema,
  authorizerType: authorizerTypeSchema,
  targets: z.array(
    z.object({
      targetId: targetIdSchema,
      name: z.string(),
      status: targetStatusSchema,
      tools: z.number().int(),
      /** Definitions that have changed or come since an administrator approved. */
      waiting: z.number().int(),
    }),
  ),
})
export const overviewSchema = z.object({
  attention: z.array(attentionItemSchema),
  gateways: z.array(overviewGatewaySchema),
  oauthClients: z.number().int(),
})
export type Overview = z.infer<typeof overviewSchema>

export const catalogueToolSchema = z.object({
  gatewayId: gatewayIdSchema,
  gatewayName: z.string(),
  targetId: targetIdSchema,
  targetName: z.string(),
  /** The name upstream. */
  name: z.string(),
  /** The name on the gateway: `target___tool`. */
  gatewayToolName: z.string(),
  /** What clients are shown instead, where that name is longer than they can take; both can be called. */
  shortToolName: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  needsConsent: z.boolean(),
  /** JSON text, as the server gave it. */
  inputSchema: z.string(),
  outputSchema: z.string().optional(),
  annotations: z.string().optional(),
  approval: approvalSchema,
  findings: z.array(findingSchema),
})
export type CatalogueTool = z.infer<typeof catalogueToolSchema>
/** A prompt, a resource or a resource template. */
export const catalogueItemSchema = z.object({
  kind: z.enum(['prompt', 'resource', 'template']),
  /** The prompt's name upstream, the resource's address or the template of addresses. */
  name: z.string(),
  /** Of prompts: what they are called on the gateway, as clients are shown it. */
  gatewayPromptName: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  mimeType: z.string().optional(),
  /** Names of a prompt's arguments; `?` follows what may be left out. */
  arguments: z.array(z.string()).optional(),
  approval: approvalSchema,
  findings: z.array(findingSchema),
})
export type CatalogueItem = z.infer<typeof catalogueItemSchema>

/** The same with the place where it serves. */
export const placedItemSchema = catalogueItemSchema.extend({
  gatewayId: gatewayIdSchema,
  gatewayName: z.string(),
  targetId: targetIdSchema,
  targetName: z.string(),
})
export type PlacedItem = z.infer<typeof placedItemSchema>
export const catalogueItemsSchema = z.object({ items: z.array(placedItemSchema), nextToken: z.string().optional() })
export type CatalogueItems = z.infer<typeof catalogueItemsSchema>

/** `unavailable` names the targets whose tools could not be shown: the page is partial, not empty. */
export const catalogueSchema = z.object({
  tools: z.array(catalogueToolSchema),
  unavailable: z.array(
    z.object({ targetName: z.string(), gatewayName: z.string(), status: targetStatusSchema, reason: z.string() }),
  ),
  nextToken: z.string().optional(),
})
export type Catalogue = z.infer<typeof catalogueSchema>

const listDiffSchema = z.object({
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.string()),
})
export const syncRunSchema = z.object({
  runId: z.string(),
  kind: z.enum(['create', 'update', 'synchronize']),
  method: z.enum(['sync', 'schema']),
  startedAt: isoTimestampSchema,
  endedAt: isoTimestampSchema.optional(),
  outcome: z.enum(['running', 'succeeded', 'failed']),
  reason: z.string().optional(),
  by: z.string(),
  endpoint: z.string(),
  catalogueVersion: z.number().int().optional(),
  toolCount: z.number().int().optional(),
  /** Of tools, and of what else has changed. */
  diff: listDiffSchema
    .extend({
      prompts: listDiffSchema.optional(),
      resources: listDiffSchema.optional(),
      templates: listDiffSchema.optional(),
    })
    .optional(),
})
export type SyncRun = z.infer<typeof syncRunSchema>

/** What the target page needs beside GetGatewayTarget. */
export const targetConsoleViewSchema = z.object({
  runs: z.array(syncRunSchema),
  tools: z.array(catalogueToolSchema),
  /** Prompts, then resources, then templates. */
  items: z.array(catalogueItemSchema),
  /** Since when the server has said that its lists are others than those that serve. */
  staleSince: isoTimestampSchema.optional(),
  method: z.enum(['sync', 'schema']),
  pending: z
    .object({
      expiresAt: isoTimestampSchema,
      startedBy: z.string(),
      /** True where the link is bound to the person who asks; otherwise a fresh one must be made. */
      mine: z.boolean(),
      authorizationUrl: z.string().optional(),
      providerName: z.string(),
      scopes: z.array(z.string()),
      opened: z.boolean(),
    })
    .optional(),
  /** How earlier authorizations of this target ended, newest first. */
  authorizations: z.array(
    z.object({ at: isoTimestampSchema, startedBy: z.string(), outcome: z.string(), detail: z.string().optional() }),
  ),
})
export type TargetConsoleView = z.infer<typeof targetConsoleViewSchema>

export const returnEndings = ['completed', 'refused', 'expired', 'wrong-person', 'unknown'] as const
export type ReturnEnding = (typeof returnEndings)[number]

/** What the connect page shows. `state` other than `open` has no form. */
export const authorizationDescriptionSchema = z.object({
  state: z.enum(['open', 'spent', 'expired', 'unknown']),
  startedBy: z.string().optional(),
  /** How the starter proves himself: `console` must sign in here; `elsewhere` cannot. */
  starter: z.enum(['console', 'administrator', 'program', 'elsewhere']).optional(),
  /** The provider that the starter signs in with here, where it is not our own sign-in. */
  signInWith: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Whether the visitor is the starter, however he signed in; left out where nobody knows. */
  isStarter: z.boolean().optional(),
  /** False where a console sign-in is needed and the visitor is somebody else. */
  visitorMayContinue: z.boolean().optional(),
  gatewayName: z.string().optional(),
  targetName: z.string().optional(),
  purpose: z.enum(['call', 'sync', 'connect', 'direct']).optional(),
  providerName: z.string().optional(),
  providerHost: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  /** Of these, what the connection that is there already does not have: the tool's server asks for more. */
  addedScopes: z.array(z.string()).optional(),
  expiresAt: isoTimestampSchema.optional(),
  /** Hidden field of the form; proves that the post comes from our page where a client sends neither Origin nor Sec-Fetch-Site. */
  formToken: z.string().optional(),
})
export type AuthorizationDescription = z.infer<typeof authorizationDescriptionSchema>

export const schemaProblemSchema = z.object({ path: z.string(), message: z.string() })
export const schemaReportSchema = z.object({
  tools: z.array(z.object({ name: z.string(), description: z.string().optional() })),
  problems: z.array(schemaProblemSchema),
})
export type SchemaReport = z.infer<typeof schemaReportSchema>

export const installationSchema = z.object({
  version: z.string(),
  publicUrl: z.string(),
  apiEndpoint: z.string(),
  /** Of the built-in sign-in: what a gateway's authorizer names to have it. */
  builtInDiscoveryUrl: z.string(),
  region: z.string(),
  account: z.string(),
  database: z.enum(['sqlite', 'postgresql']),
  rootAccessKeyId: z.string().optional(),
  insecureLoopback: z.boolean(),
})
export type Installation = z.infer<typeof installationSchema>
