import type { Exchange } from '../../exchange.ts'
import type { RpcId } from '../../rpc/id.ts'
import { isObject } from '../../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../../rpc/refusals.ts'
import { checkParameterHeaders } from '../../wire/index.ts'
import type { CallSubject, RelayedMethod } from './subject.ts'

type Params = Record<string, unknown>
type FindSubject = (exchange: Exchange, id: RpcId, params: Params) => CallSubject

/** How each relayed method names what it is about, and which target that is. @throws RpcRefusal -32602, -32002 */
export const subjectOf: Record<RelayedMethod, FindSubject> = {
  'tools/call'(exchange, id, params) {
    const { gateway, naming } = exchange
    const { name, arguments: args } = namedCall(params, 'the name of a tool')
    const route = gateway.routes(naming).get(name)
    if (!route) throw invalid(`There is no tool ${name.slice(0, 200)} on this gateway.`)
    const { target, address, toolName, parameterHeaders } = route
    if (exchange.envelope) checkParameterHeaders(id, parameterHeaders, args, (header) => exchange.header(header))
    const own = { name: toolName, arguments: args }
    return { method: 'tools/call', name, target, address, params: own, headerName: toolName, parameterHeaders }
  },

  'prompts/get'({ gateway, naming }, _, params) {
    const { name, arguments: args } = namedCall(params, 'the name of a prompt')
    gateway.list('prompts', naming).refuseCollisions()
    const route = gateway.promptRoutes(naming).get(name)
    if (!route) throw invalid(`There is no prompt ${name.slice(0, 200)} on this gateway.`)
    const { target, address } = route
    const own = { name: route.name, arguments: args }
    return { method: 'prompts/get', name, target, address, params: own, headerName: route.name }
  },

  'resources/read': (exchange, _, params) => ofResource('resources/read', exchange, params),
  'resources/subscribe': (exchange, _, params) => ofResource('resources/subscribe', exchange, params),
  'resources/unsubscribe': (exchange, _, params) => ofResource('resources/unsubscribe', exchange, params),

  'completion/complete'(exchange, _, params) {
    const { ref, argument, context } = params
    if (!isObject(ref)) throw invalid('params.ref must name a prompt or a resource template.')
    if (!isObject(argument)) throw invalid('params.argument must be an object.')
    if (context !== undefined && !isObject(context)) throw invalid('params.context must be an object.')
    const method = 'completion/complete'
    if (ref.type === 'ref/prompt' && typeof ref.name === 'string') {
      const { target, address, params: own } = subjectOf['prompts/get'](exchange, _, { name: ref.name })
      return {
        method,
        name: ref.name,
        target,
        address,
        params: { ref: { ...ref, name: own['name'] }, argument, context },
      }
    }
    if (ref.type === 'ref/resource' && typeof ref.uri === 'string') {
      const { target, address, name } = ofResource('resources/read', exchange, ref)
      return { method, name, target, address, params: { ref, argument, context } }
    }
    throw invalid('params.ref.type must be ref/prompt with a name, or ref/resource with a uri.')
  },
}

export const isRelayed = (method: string): method is RelayedMethod => Object.hasOwn(subjectOf, method)

function ofResource(method: RelayedMethod, { gateway, envelope }: Exchange, { uri }: Params): CallSubject {
  if (typeof uri !== 'string') throw invalid('params.uri must be the address of a resource.')
  const route = gateway.resourceRoute(uri)
  if (route) {
    const { target, address } = route
    return { method, name: uri, target, address, params: { uri: route.name }, headerName: route.name }
  }
  const code = envelope ? rpcErrors.invalidParams : rpcErrors.resourceNotFound
  throw new RpcRefusal(code, `There is no resource ${uri.slice(0, 500)} on this gateway.`, { uri: uri.slice(0, 2_000) })
}

function namedCall({ name, arguments: args }: Params, what: string): { name: string; arguments: Params | undefined } {
  if (typeof name !== 'string') throw invalid(`params.name must be ${what}.`)
  if (args !== undefined && !isObject(args)) throw invalid('params.arguments must be an object.')
  return { name, arguments: args }
}

const invalid = (message: string) => new RpcRefusal(rpcErrors.invalidParams, message)
