import { z } from 'zod'

/** `{lower-case name}-{10 of a-z0-9}` (AgentCore GatewayIdentifier). */
export const gatewayIdSchema = z
  .string()
  .max(120)
  .regex(/^(?:[0-9a-z]-?){1,100}-[0-9a-z]{10}$/, 'A gateway id ends in a hyphen and ten characters of a-z and 0-9.')
/** Ten alphanumerics (AgentCore TargetId). */
export const targetIdSchema = z.string().regex(/^[0-9a-zA-Z]{10}$/, 'A target id has ten letters or digits.')
export const gatewayNameSchema = z
  .string()
  .regex(/^(?:[0-9a-zA-Z]-?){1,48}$/, 'Use 1–48 letters and digits; single hyphens may stand between or after them.')
export const targetNameSchema = z
  .string()
  .regex(/^(?:[0-9a-zA-Z]-?){1,100}$/, 'Use 1–100 letters and digits; single hyphens may stand between or after them.')
export const providerNameSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[a-zA-Z0-9\-_]+$/, 'Use 1–128 letters, digits, hyphens and underscores.')
export const workloadNameSchema = z
  .string()
  .min(3)
  .max(255)
  .regex(/^[A-Za-z0-9_.-]+$/, 'Use 3–255 letters, digits, dots, hyphens and underscores.')
export const clientTokenSchema = z
  .string()
  .min(33)
  .max(256)
  .regex(/^[a-zA-Z0-9](?:-*[a-zA-Z0-9])*$/, 'A client token has 33–256 letters, digits and inner hyphens.')
export const sessionUriSchema = z
  .string()
  .min(1)
  .max(1024)
  .regex(
    /^urn:ietf:params:oauth:request_uri:[a-zA-Z0-9\-._~]+$/,
    'A session URI starts with urn:ietf:params:oauth:request_uri:.',
  )
export const descriptionSchema = z.string().min(1).max(200)
export const nextTokenSchema = z.string().min(1).max(2048).regex(/^\S*$/)
export const tagsSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(128)
      .regex(/^[a-zA-Z0-9\s._:/=+@-]*$/),
    z.string().max(256),
  )
  .refine((tags) => Object.keys(tags).length <= 50, 'At most 50 tags.')

/** ISO-8601 text: gateways and targets (AgentCore; the JavaScript SDK throws on numbers). */
export const isoTimestampSchema = z.string()
/** Seconds since 1970: identity operations. */
export const epochSecondsSchema = z.number()
