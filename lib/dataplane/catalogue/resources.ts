import type { ServingTarget } from '../rooms.ts'
import { templateMatcher } from './uri-template.ts'

/** Templates that are tried for one address; each costs one pass over it. */
const triedTemplates = 2_000

/** Characters of an address that nobody lists; longer ones cost a pass per template and are kept by whoever subscribes. */
const longestUnlisted = 8_192

type AddressKind = 'resources' | 'templates'

interface Addressed {
  key: string
  json: string
  target: ServingTarget
}

const addressed = (target: ServingTarget, kind: AddressKind): Addressed[] =>
  kind === 'resources'
    ? target.resources.map(({ uri, json }) => ({ key: uri, json, target }))
    : target.templates.map(({ uriTemplate, json }) => ({ key: uriTemplate, json, target }))

/** Who answers first: the lowest `resourcePriority`, and of equals the first in the order of targets. */
const byPriority = (targets: readonly ServingTarget[]): ServingTarget[] =>
  [...targets].sort((a, b) => a.resourcePriority - b.resourcePriority)

/** Resources in the order of their targets, each address once: of several targets that have it the first to answer lists it. */
export function listedResources(targets: readonly ServingTarget[], kind: AddressKind): { json: string }[] {
  const owners = new Map<string, ServingTarget>()
  for (const target of byPriority(targets))
    for (const { key } of addressed(target, kind)) if (!owners.has(key)) owners.set(key, target)
  return targets.flatMap((target) => addressed(target, kind).filter(({ key }) => owners.get(key) === target))
}

/**
 * Which target answers for an address: the one that lists it, else the one with a template that fits it, else the only
 * one that has resources at all, unless some of them wait for an approval.
 */
export function resourceOwners(targets: readonly ServingTarget[]): (uri: string) => ServingTarget | undefined {
  const ordered = byPriority(targets)
  const exact = new Map<string, ServingTarget>()
  for (const target of ordered) for (const { uri } of target.resources) if (!exact.has(uri)) exact.set(uri, target)
  const templates = ordered
    .flatMap((target) => target.templates.map(({ uriTemplate }) => ({ target, fits: templateMatcher(uriTemplate) })))
    .slice(0, triedTemplates)
  const able = targets.filter(({ server }) => server.capabilities['resources'] !== undefined)
  const only = able.length === 1 && !able[0]?.withholdsResources ? able[0] : undefined
  const unlisted = (uri: string): ServingTarget | undefined =>
    uri.length > longestUnlisted ? undefined : (templates.find(({ fits }) => fits(uri))?.target ?? only)
  return (uri) => exact.get(uri) ?? unlisted(uri)
}
