import type { IncomingMessage, ServerResponse } from 'node:http'
import { quietRefusals } from '../contracts/errors.ts'
import { DomainError } from '../kernel/domain-error.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { openText, sealText } from '../platform/crypto/sealed-text.ts'
import type { Logger } from '../platform/logger.ts'
import { authorize, roomsFor, withinReach } from './authorize.ts'
import { createDoors, type DoorsDependencies } from './doors/doors.ts'
import { operations } from './operations/index.ts'
import { createPageTokens } from './page-tokens.ts'
import { createReplayGuard } from './replay/replay-guard.ts'
import type { ReplayStore } from './replay/replay.store.ts'
import { sendError, sendOutput } from './restjson/answer.ts'
import { decodeInput } from './restjson/decode-input.ts'
import { readBody } from './restjson/read-body.ts'
import { createRouter } from './restjson/router.ts'
import type { Rooms } from './rooms.ts'
import { parseInput, runOperation } from './run-operation.ts'

export interface ControlDependencies extends DoorsDependencies, Omit<Rooms, 'pages'> {
  replayStore: ReplayStore
  keyring: Keyring
  clock: { now(): number }
  /** Who has read that a change was made meets it on every process of this port. */
  changes: Pick<ChangeBus, 'settled'>
  logger: Pick<Logger, 'error'>
}

export interface Control {
  /** Answers a request below `/api`. Never rejects; what failed by our fault is logged under the request id. */
  handle(req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void>
}

const prefix = '/api'
const pageTokenPurpose = 'page-token'

export function createControl(deps: ControlDependencies): Control {
  const {
    gateways,
    apiKeys,
    targets,
    identity,
    accounts,
    signIn,
    authzServer,
    calls,
    issuers,
    installation,
    verifyUserToken,
  } = deps
  const pages = createPageTokens({
    seal: (payload) => sealText(deps.keyring, pageTokenPurpose, payload),
    open: (sealed) => openText(deps.keyring, pageTokenPurpose, sealed),
  })
  const rooms: Rooms = {
    gateways,
    apiKeys,
    targets,
    identity,
    accounts,
    signIn,
    authzServer,
    calls,
    issuers,
    installation,
    verifyUserToken,
    pages,
  }
  const route = createRouter(operations)
  const enter = createDoors(deps)
  const replay = createReplayGuard(deps.replayStore, deps.clock)

  const answer = async (req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> => {
    const { rawPath, rawQuery } = splitTarget(req.url ?? '')
    const found = rawPath.startsWith(prefix) ? route(req.method ?? '', rawPath.slice(prefix.length)) : undefined
    if (!found) throw unknownOperation()
    const { operation } = found
    const body = await readBody(req, operation.maxBodyBytes)
    const { actor, signed } = await enter({ req, rawPath, rawQuery, body }, operation)
    authorize(operation.shape, actor)
    const parts = { rawQuery, contentType: req.headers['content-type'], body }
    const input = parseInput(operation, decodeInput(found, parts))
    withinReach(input, actor)
    if (signed && !operation.mayRepeat(input)) await replay.admit(signed)
    const output = await runOperation(operation, { rooms: roomsFor(rooms, actor), ...(actor && { actor }) }, input)
    if (operation.shape.method !== 'GET') await deps.changes.settled()
    sendOutput(res, operation.shape.success, output, requestId)
  }

  return {
    async handle(req, res, requestId) {
      try {
        await answer(req, res, requestId)
      } catch (error) {
        if (res.headersSent || res.destroyed) return
        sendError(res, presentable(error, requestId), requestId, asksQuietly(req))
      }
    },
  }

  function presentable(error: unknown, requestId: string): DomainError {
    if (error instanceof DomainError) return error
    deps.logger.error({ err: error, requestId }, 'A control operation failed by our fault')
    return new DomainError(
      'InternalServerException',
      `Something went wrong on our side. The log holds the cause under the request id ${requestId}.`,
    )
  }
}

/** Never of a signed call: what AWS's clients see are the statuses of AWS. */
const asksQuietly = (req: IncomingMessage): boolean =>
  req.headers.authorization === undefined && req.headers[quietRefusals.ask] === '1'

function splitTarget(target: string): { rawPath: string; rawQuery: string } {
  const at = target.indexOf('?')
  return at < 0 ? { rawPath: target, rawQuery: '' } : { rawPath: target.slice(0, at), rawQuery: target.slice(at + 1) }
}

const unknownOperation = (): DomainError =>
  new DomainError(
    'UnknownOperationException',
    'There is no such operation here. Check the method and the path; a slash at its end counts.',
  )
