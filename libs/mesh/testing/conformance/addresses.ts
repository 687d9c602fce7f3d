import { contract, isNoResponder, isRetryable, type RpcError, Unavailable } from '@runhive/contracts/define'
import { expect } from 'vitest'
import * as z from 'zod'
import { type MeshLogger, silentLogger } from '../../src/logger.ts'
import { eventually, type Guarantees, unique, untilAborted } from './guarantee.ts'

function programContract() {
  return contract(unique('program'), {
    write: {
      input: z.object({ chunk: z.string() }),
      output: z.object({ from: z.string() }),
      refusals: { CLOSED: z.object({ after: z.int() }) },
      timeoutMs: 10_000,
    },
    wait: { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 10_000 },
  })
}

const wait = async () => ({})

export const addresses: Guarantees = {
  'a call to an address reaches the one who serves there, and nobody else': async ({ open }) => {
    await using first = await open('executor')
    await using second = await open('executor')
    await using caller = await open('gateway')
    const program = programContract()
    first.serveAt(program, 'acc.one', { write: async () => ({ from: 'one' }), wait })
    second.serveAt(program, 'acc.two', { write: async () => ({ from: 'two' }), wait })
    first.serveAt(program, 'three', { write: async () => ({ from: 'three' }), wait })
    await Promise.all([first.ping(), second.ping()])

    for (const [address, from] of [
      ['acc.one', 'one'],
      ['acc.two', 'two'],
      ['three', 'three'],
    ] as const) {
      const client = caller.connectAt(program, address)
      for (let n = 0; n < 5; n += 1) {
        await expect(client.write({ chunk: '' })).resolves.toEqual({ from })
      }
    }
  },

  'calls from one caller are started in the order in which they were made, whatever their procedure': async ({
    open,
  }) => {
    await using server = await open('executor')
    await using caller = await open('gateway')
    const program = programContract()
    const started: string[] = []
    const handlers = {
      write: async ({ chunk }: { chunk: string }) => {
        started.push(chunk.slice(0, 3))
        // Ends in another order than it began.
        await new Promise((resolve) => setTimeout(resolve, started.length % 3))
        return { from: '' }
      },
      wait: async () => {
        started.push('wait')
        return {}
      },
    }
    server.serveAt(program, 'acc.one', handlers, { maxInFlight: 1_000 })
    await server.ping()
    const client = caller.connectAt(program, 'acc.one')
    const made: string[] = []
    const calls: Promise<unknown>[] = []
    for (let n = 100; n < 400; n += 1) {
      if (n % 10 === 0) {
        made.push('wait')
        calls.push(client.wait({}))
      }
      made.push(String(n))
      // Small and large ones: size must not matter.
      calls.push(client.write({ chunk: `${n}${'x'.repeat(n % 7 === 0 ? 20_000 : 0)}` }))
    }
    await Promise.all(calls)

    expect(started).toEqual(made)
  },

  'at an address where nobody is, a call ends at once, and says so': async ({ open }) => {
    await using server = await open('executor')
    await using caller = await open('gateway')
    const program = programContract()
    await server.serve(program, { write: async () => ({ from: 'any' }), wait })
    const client = caller.connectAt(program, 'acc.nobody')

    const error = await client.write({ chunk: '' }).catch((thrown: RpcError) => thrown)

    expect(error).toMatchObject({ code: 'UNAVAILABLE', data: { reason: 'no responder' } })
    expect(isNoResponder(error)).toBe(true)
    expect(isRetryable(error)).toBe(true)
  },

  'who serves and cannot now is not nobody': async ({ open }) => {
    await using server = await open('executor')
    await using caller = await open('gateway')
    const program = programContract()
    const write = () => Promise.reject(new Unavailable('the database is unavailable'))
    server.serveAt(program, 'acc.one', { write, wait })
    await server.ping()

    const error = await caller
      .connectAt(program, 'acc.one')
      .write({ chunk: '' })
      .catch((thrown: RpcError) => thrown)

    expect(error).toMatchObject({ code: 'UNAVAILABLE' })
    expect(isNoResponder(error)).toBe(false)
  },

  'a contract that no instance serves has no responder either': async ({ open }) => {
    await using caller = await open('gateway')
    const error = await caller
      .connect(programContract())
      .wait({})
      .catch((thrown: RpcError) => thrown)

    expect(isNoResponder(error)).toBe(true)
  },

  'refusals, bad input and defects are as in any call': async ({ open }) => {
    const failures: unknown[] = []
    const log: MeshLogger = { ...silentLogger, error: (fields) => void failures.push(fields) }
    await using server = await open('executor', { log })
    await using caller = await open('gateway')
    const program = programContract()
    server.serveAt(program, 'acc.one', {
      write: async ({ chunk }, call) => {
        if (chunk === 'late') throw call.refusal('CLOSED', { after: 7 })
        throw new Error('secret')
      },
      wait,
    })
    await server.ping()
    const client = caller.connectAt(program, 'acc.one')

    await expect(client.write({ chunk: 'late' })).rejects.toMatchObject({
      code: 'CLOSED',
      data: { after: 7 },
    })
    // @ts-expect-error the chunk is missing
    await expect(client.write({})).rejects.toMatchObject({ code: 'BAD_INPUT' })
    const defect = await client.write({ chunk: '' }).catch((thrown: RpcError) => thrown)
    expect(defect).toMatchObject({ code: 'INTERNAL' })
    expect(String(defect)).not.toContain('secret')
    expect(failures).toHaveLength(1)
  },

  'a caller that goes away, or whose time is over, is felt at the address': async ({ open }) => {
    await using server = await open('executor')
    await using caller = await open('gateway')
    const program = programContract()
    const reached = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const ends: string[] = []
    let calls = 0
    server.serveAt(program, 'acc.one', {
      write: async () => ({ from: '' }),
      wait: async (_input, call) => {
        reached[calls++]?.resolve()
        return untilAborted(call.signal).catch((reason: RpcError) => {
          ends.push(reason.code)
          throw reason
        })
      },
    })
    await server.ping()
    const client = caller.connectAt(program, 'acc.one')
    const abort = new AbortController()
    const cancelled = client.wait({}, { signal: abort.signal })
    await reached[0]?.promise
    abort.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    await eventually(() => expect(ends).toEqual(['CANCELLED']))

    const late = client.wait({}, { remainingMs: () => 100 })
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    await eventually(() => expect(ends).toEqual(['CANCELLED', 'DEADLINE_EXCEEDED']))
  },

  'who stops serving an address finishes the calls in flight and takes no more': async ({ open }) => {
    await using server = await open('executor')
    await using caller = await open('gateway')
    const program = programContract()
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const write = async () => {
      started.resolve()
      await end.promise
      return { from: 'one' }
    }
    const served = server.serveAt(program, 'acc.one', { write, wait })
    await server.ping()
    const client = caller.connectAt(program, 'acc.one')
    const inFlight = client.write({ chunk: '' })
    await started.promise

    const stopped = Promise.resolve(served[Symbol.asyncDispose]())
    await eventually(async () => expect(await client.wait({}).catch(isNoResponder)).toBe(true))
    end.resolve()

    await expect(inFlight).resolves.toEqual({ from: 'one' })
    await stopped
    await served[Symbol.asyncDispose]()
  },

  'no more than maxInFlight calls run at an address at once': async ({ open }) => {
    await using mesh = await open('executor')
    const program = programContract()
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const write = async () => {
      started.resolve()
      await end.promise
      return { from: '' }
    }
    mesh.serveAt(program, 'acc.one', { write, wait }, { maxInFlight: 1 })
    const client = mesh.connectAt(program, 'acc.one')
    const first = client.write({ chunk: '' })
    await started.promise

    await expect(client.wait({})).rejects.toMatchObject({ code: 'OVERLOADED' })
    end.resolve()
    await first
    await expect(client.wait({})).resolves.toEqual({})
  },

  'who serves at an address is not listed in discovery': async ({ open }) => {
    await using mesh = await open('executor')
    const program = programContract()
    mesh.serveAt(program, 'acc.one', { write: async () => ({ from: '' }), wait })

    const services = (await mesh.discover()).map(({ service }) => service)

    expect(services).not.toContain(program.name)
  },

  'an address with a wildcard, an empty token or too many of them is refused': async ({ open }) => {
    await using mesh = await open('executor')
    const program = programContract()
    const handlers = { write: async () => ({ from: '' }), wait }

    for (const address of [
      '',
      '*',
      '>',
      'a.*',
      'a.',
      '.a',
      'a..b',
      'a.b.c',
      'A.b',
      'a b',
      'a.b\n',
      '$cancel',
    ]) {
      expect(() => mesh.serveAt(program, address, handlers)).toThrow('an address is')
      expect(() => mesh.connectAt(program, address)).toThrow('an address is')
    }
  },
}
