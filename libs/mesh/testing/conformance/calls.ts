import { contract, isRetryable, type RpcError } from '@runhive/contracts/define'
import { expect } from 'vitest'
import * as z from 'zod'
import { eventually, type Guarantees, unique, untilAborted } from './guarantee.ts'

function greeterContract() {
  return contract(unique('greeter'), {
    greet: {
      input: z.object({ name: z.string().min(2), greeting: z.string().default('hello') }),
      output: z.object({ text: z.string() }),
      refusals: { RUDE: z.object({ tries: z.int() }) },
      timeoutMs: 5_000,
    },
    wait: { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 5_000 },
  })
}

export const calls: Guarantees = {
  'a call answers with the output, defaults of the input filled in': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = greeterContract()
    await mesh.serve(greeter, {
      greet: async ({ name, greeting }) => ({ text: `${greeting} ${name}` }),
      wait: async () => ({}),
    })

    await expect(mesh.connect(greeter).greet({ name: 'Ann' })).resolves.toEqual({ text: 'hello Ann' })
  },

  'an output field that the contract does not name stays at home': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = greeterContract()
    await mesh.serve(greeter, {
      greet: async () => {
        const more = { text: 'hi', password: 'hunter2' }
        return more
      },
      wait: async () => ({}),
    })

    await expect(mesh.connect(greeter).greet({ name: 'Ann' })).resolves.toEqual({ text: 'hi' })
  },

  'two megabytes go in and come back unchanged': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = greeterContract()
    await mesh.serve(greeter, { greet: async ({ name }) => ({ text: name }), wait: async () => ({}) })
    const name = 'ä'.repeat(1024 * 1024)

    const { text } = await mesh.connect(greeter).greet({ name })

    expect(text === name).toBe(true)
  },

  'work is shared by all instances of a service': async ({ open }) => {
    await using first = await open('server')
    await using second = await open('server')
    await using caller = await open('caller')
    const greeter = greeterContract()
    const wait = async () => ({})
    await first.serve(greeter, { greet: async () => ({ text: 'first' }), wait })
    await second.serve(greeter, { greet: async () => ({ text: 'second' }), wait })
    const client = caller.connect(greeter)

    const replies = await Promise.all(Array.from({ length: 60 }, () => client.greet({ name: 'Ann' })))

    expect(new Set(replies.map(({ text }) => text))).toEqual(new Set(['first', 'second']))
  },

  'a service that stops finishes the calls in flight and takes no more': async ({ open }) => {
    await using server = await open('server')
    await using caller = await open('caller')
    const greeter = greeterContract()
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const served = await server.serve(greeter, {
      greet: async () => {
        started.resolve()
        await end.promise
        return { text: 'done' }
      },
      wait: async () => ({}),
    })
    const client = caller.connect(greeter)
    const inFlight = client.greet({ name: 'Ann' })
    await started.promise

    let hasStopped = false
    const stopped = Promise.resolve(served[Symbol.asyncDispose]()).then(() => {
      hasStopped = true
    })
    await eventually(async () =>
      expect(await client.wait({}).catch((error: RpcError) => error.code)).toBe('UNAVAILABLE'),
    )
    for (let n = 0; n < 10; n += 1) await caller.ping()
    expect(hasStopped).toBe(false)
    end.resolve()

    await expect(inFlight).resolves.toEqual({ text: 'done' })
    await stopped
  },

  'a mesh that leaves finishes the calls in flight, and leaving twice is leaving once': async ({ open }) => {
    const server = await open('server')
    const greeter = greeterContract()
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const ended: string[] = []
    await server.serve(greeter, {
      greet: async () => {
        started.resolve()
        await end.promise
        ended.push('handler')
        return { text: 'done' }
      },
      wait: async () => ({}),
    })
    await using caller = await open('caller')
    const inFlight = caller
      .connect(greeter)
      .greet({ name: 'Ann' })
      .catch(() => {})
    await started.promise

    const first = server[Symbol.asyncDispose]()
    const second = Promise.resolve(server[Symbol.asyncDispose]()).then(() => ended.push('second dispose'))
    for (let n = 0; n < 10; n += 1) await caller.ping().catch(() => {})
    end.resolve()
    await Promise.all([first, second, inFlight])

    expect(ended).toEqual(['handler', 'second dispose'])
  },

  'a mesh that has left refuses calls and is closed without a reason': async ({ open }) => {
    const mesh = await open('server')
    const greeter = greeterContract()
    await mesh[Symbol.asyncDispose]()

    await expect(mesh.closed).resolves.toBeUndefined()
    await expect(mesh.connect(greeter).greet({ name: 'Ann' })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(mesh.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  },

  'no more than maxInFlight calls run at once: one more is told when to come back': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = greeterContract()
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const handlers = {
      greet: async () => ({ text: 'hi' }),
      wait: async () => {
        started.resolve()
        await end.promise
        return {}
      },
    }
    await mesh.serve(greeter, handlers, { maxInFlight: 1 })
    const client = mesh.connect(greeter)
    const first = client.wait({})
    await started.promise

    const error = await client.greet({ name: 'Ann' }).catch((thrown: RpcError) => thrown)

    expect(error).toMatchObject({ code: 'OVERLOADED', data: { retryAfterMs: expect.any(Number) } })
    expect(isRetryable(error)).toBe(true)
    end.resolve()
    await first
    await expect(client.greet({ name: 'Ann' })).resolves.toEqual({ text: 'hi' })
  },

  'a deadline shrinks from hop to hop, and the last callee is aborted with it': async ({ open }) => {
    await using mesh = await open('server')
    const inner = greeterContract()
    const outer = greeterContract()
    const remaining: number[] = []
    const innerAborted = Promise.withResolvers<string>()
    const wait = async () => ({})
    await mesh.serve(inner, {
      greet: async (_input, call) => {
        remaining.push(call.remainingMs())
        return untilAborted(call.signal).catch((reason: RpcError) => {
          innerAborted.resolve(reason.code)
          throw reason
        })
      },
      wait,
    })
    await mesh.serve(outer, {
      greet: async ({ name }, call) => {
        remaining.push(call.remainingMs())
        return mesh.connect(inner).greet({ name }, call)
      },
      wait,
    })
    const scope = { remainingMs: () => 150 }

    await expect(mesh.connect(outer).greet({ name: 'Ann' }, scope)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    })

    const [atOuter = 0, atInner = 0] = remaining
    expect(atOuter).toBeLessThanOrEqual(150)
    expect(atInner).toBeLessThan(atOuter)
    expect(await innerAborted.promise).toBe('DEADLINE_EXCEEDED')
  },

  'a caller that goes away is felt two hops down': async ({ open }) => {
    await using mesh = await open('server')
    await using caller = await open('caller')
    const inner = greeterContract()
    const outer = greeterContract()
    const reached = Promise.withResolvers<void>()
    const aborted = Promise.withResolvers<string>()
    const greet = async () => ({ text: '' })
    await mesh.serve(inner, {
      greet,
      wait: async (_input, call) => {
        reached.resolve()
        return untilAborted(call.signal).catch((reason: RpcError) => {
          aborted.resolve(reason.code)
          throw reason
        })
      },
    })
    await mesh.serve(outer, { greet, wait: (_input, call) => mesh.connect(inner).wait({}, call) })
    const abort = new AbortController()
    const call = caller.connect(outer).wait({}, { signal: abort.signal })
    await reached.promise

    abort.abort()

    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await aborted.promise).toBe('CANCELLED')
  },

  'a call without time, or whose caller is gone, is not made': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = greeterContract()
    let made = 0
    const greet = async () => {
      made += 1
      return { text: '' }
    }
    await mesh.serve(greeter, { greet, wait: async () => ({}) })
    const { greet: call } = mesh.connect(greeter)
    const input = { name: 'Ann' }

    await expect(call(input, { remainingMs: () => 0 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    await expect(call(input, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
    await call(input)

    expect(made).toBe(1)
  },

  'a trace goes on through a call, each call being a span of its own': async ({ open }) => {
    await using mesh = await open('server')
    const greeter = greeterContract()
    const greet = async (_input: unknown, call: { traceparent: string }) => ({ text: call.traceparent })
    await mesh.serve(greeter, { greet, wait: async () => ({}) })
    const client = mesh.connect(greeter)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

    const { text } = await client.greet({ name: 'Ann' }, { traceparent })
    const { text: fresh } = await client.greet({ name: 'Ann' }, { traceparent: 'nonsense\r\nx: y' })

    expect(text).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)
    expect(text).not.toBe(traceparent)
    expect(fresh).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  },
}
