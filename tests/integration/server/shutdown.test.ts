import { describe, expect, it } from 'vitest'
import { isAlive, startStub, until } from './stub.ts'

const consolePid = async (url: string): Promise<number> =>
  ((await (await fetch(`${url}/`)).json()) as { pid: number }).pid

describe('F-51: shutdown', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets what is under way finish, then stops rooms and console',
    async (signal) => {
      const stub = await startStub()
      const child = await consolePid(stub.url)
      const slow = fetch(`${stub.url}/api/slow`)
      await stub.said('slow')
      stub.kill(signal)
      await stub.said('signal')
      await until(() =>
        fetch(`${stub.url}/readyz`).then(
          (answer) => answer.status === 503,
          () => true,
        ),
      )
      stub.finishSlow()
      expect(await (await slow).json()).toMatchObject({ room: 'control' })
      expect(await stub.exited).toBe(0)
      await stub.said('rooms')
      expect(isAlive(child)).toBe(false)
    },
  )

  it('a stream that its client never ends is ended, and holds nothing up', async () => {
    const stub = await startStub()
    const stream = await fetch(`${stub.url}/gateways/team-abcdefghij/mcp`)
    stub.kill('SIGTERM')
    expect(await stream.text()).toBe('retry: 1000\n\n')
    expect(await stub.exited).toBe(0)
  })

  it('kill -9 of the front door ends the console too', async () => {
    const stub = await startStub()
    const child = await consolePid(stub.url)
    stub.kill('SIGKILL')
    await stub.exited
    await until(() => !isAlive(child))
  })
})
