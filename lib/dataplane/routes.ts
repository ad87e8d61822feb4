import { resourceOwners } from './catalogue/resources.ts'
import type { Catalogues } from './catalogue/catalogue.ts'
import type { NamedItem, Naming } from './catalogue/naming.ts'
import type { ServingTarget } from './rooms.ts'
import { addressOf, type UpstreamAddress } from './upstream/address.ts'
import { parameterHeadersOf, type ParameterHeader } from './wire/index.ts'

export interface TargetRoute {
  target: ServingTarget
  /** The target's endpoint, taken apart for undici. */
  address: UpstreamAddress
}

/** Which prompt or resource of which target is meant; `name` is the MCP server's own name or address of it. */
export interface ItemRoute extends TargetRoute {
  name: string
}

/** Which tool of which target a name on this gateway means. */
export interface ToolRoute extends TargetRoute {
  /** The MCP server's own name of it. */
  toolName: string
  /** Arguments that are repeated in headers. */
  parameterHeaders: readonly ParameterHeader[]
}

/** Ways to the targets as they are now, also where names were worked out for an earlier view. Worked out when first asked for. */
export interface Routes {
  routes(naming: Naming): ReadonlyMap<string, ToolRoute>
  promptRoutes(naming: Naming): ReadonlyMap<string, ItemRoute>
  /** Undefined where no target can have it. */
  resourceRoute(uri: string): ItemRoute | undefined
  targetRoutes(): readonly TargetRoute[]
}

export function createRoutes(targets: readonly ServingTarget[], catalogues: Catalogues): Routes {
  const ways = lazy(() => new Map(targets.map((target) => [target.name, wayTo(target)])))
  const owners = lazy(() => resourceOwners(targets))
  const named = <R>(kind: 'tools' | 'prompts', toRoute: (way: TargetRoute, item: NamedItem['item']) => R) => {
    const make = (naming: Naming) => {
      const routes = new Map<string, R>()
      for (const { name, fullName, targetName, item } of catalogues.named(kind, naming).items) {
        const way = ways().get(targetName)
        if (!way) continue
        const route = toRoute(way, item)
        routes.set(name, route)
        if (fullName !== undefined) routes.set(fullName, route)
      }
      return routes
    }
    const made = { gateway: lazy(() => make('gateway')), bare: lazy(() => make('bare')) }
    return (naming: Naming): ReadonlyMap<string, R> => made[naming]()
  }
  return {
    routes: named('tools', (way, { name, json }) => ({
      ...way,
      toolName: name,
      parameterHeaders: parameterHeadersOf(json),
    })),
    promptRoutes: named('prompts', (way, { name }) => ({ ...way, name })),
    resourceRoute(uri) {
      const way = ways().get(owners()(uri)?.name ?? '')
      return way && { ...way, name: uri }
    },
    targetRoutes: lazy(() => [...ways().values()]),
  }
}

const wayTo = (target: ServingTarget): TargetRoute => ({ target, address: addressOf(target.endpoint) })

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
