import { contract, isRetryable, Refusal, RpcError, Unavailable } from '@runhive/contracts/define'
import { workQueue } from '@runhive/contracts/streams'
import { expect } from 'vitest'
import * as z from 'zod'
import type { MeshLogger } from '../../src/logger.ts'
import type { Mesh } from '../../src/mesh.ts'
import { type Guarantees, type Harness, unique, untilAborted } from './guarantee.ts'

function tillContract() {
  return contract(unique('till'), {
    pay: {
      input: z.object({ cents: z.int().min(1) }),
      output: z.object({ receipt: z.string() }),
      refusals: { POOR: z.object({ missing: z.int() }) },
      timeoutMs: 2_000,
    },
  })
}

/** What a till needs. */
function bankContract({ timeoutMs = 2_000 } = {}) {
  const output = z.object({ receipt: z.string() })
  return contract(unique('bank'), { charge: { input: z.object({}), output, refusals: {}, timeoutMs } })
}

/** Serves `pay`, calls it once, and returns what the caller got. */
async function errorOf({ open }: Harness, pay: () => Promise<{ receipt: string }>): Promise<unknown> {
  await using mesh = await open('till')
  const till = tillContract()
  await mesh.serve(till, { pay })
  return failureOf(mesh, till)
}

function failureOf(mesh: Mesh, till: ReturnType<typeof tillContract>): Promise<unknown> {
  return mesh
    .connect(till)
    .pay({ cents: 5 })
    .then(
      () => 'no error',
      (error: unknown) => error,
    )
}

const silentAbout = { code: 'INTERNAL', message: 'INTERNAL', data: undefined }

export const errors: Guarantees = {
  'an input that does not fit is BAD_INPUT with the place, and the handler never sees it': async ({
    open,
  }) => {
    await using mesh = await open('till')
    const till = tillContract()
    let seen = 0
    const pay = async () => {
      seen += 1
      return { receipt: '' }
    }
    await mesh.serve(till, { pay })

    const error = await mesh
      .connect(till)
      .pay({ cents: 0 })
      .catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(RpcError)
    expect(error).toMatchObject({ code: 'BAD_INPUT', data: { issues: [{ path: ['cents'] }] } })
    expect(seen).toBe(0)
  },

  'an input that JSON cannot say is BAD_INPUT': async ({ open }) => {
    await using mesh = await open('till')
    const till = contract(unique('till'), {
      pay: { input: z.any(), output: z.any(), refusals: {}, timeoutMs: 1_000 },
    })

    await expect(mesh.connect(till).pay({ cents: 1n })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  },

  'a declared refusal arrives with its code and its data': async ({ open }) => {
    await using mesh = await open('till')
    const till = tillContract()
    await mesh.serve(till, {
      pay: async (_input, call) => {
        throw call.refusal('POOR', { missing: 3 })
      },
    })

    const error = await failureOf(mesh, till)

    expect(error).toBeInstanceOf(RpcError)
    expect(error).toMatchObject({ code: 'POOR', data: { missing: 3 } })
    expect(isRetryable(error)).toBe(false)
  },

  'a refusal that the contract does not declare is INTERNAL and says nothing': async (harness) => {
    const error = await errorOf(harness, () => Promise.reject(new Refusal('SECRET', { password: 'hunter2' })))

    expect(error).toMatchObject(silentAbout)
  },

  'a refusal whose data does not fit is INTERNAL and says nothing': async (harness) => {
    const error = await errorOf(harness, () => Promise.reject(new Refusal('POOR', { missing: 'hunter2' })))

    expect(error).toMatchObject(silentAbout)
  },

  'a defect is INTERNAL and says nothing': async (harness) => {
    const error = await errorOf(harness, () => Promise.reject(new Error('password is hunter2')))

    expect(error).toMatchObject(silentAbout)
  },

  "another service's refusal, or defect, passed on is our own defect": async ({ open }) => {
    await using mesh = await open('till')
    const till = tillContract()
    const codes = ['POOR', 'BAD_INPUT', 'CANCELLED', 'INTERNAL']
    let code = ''
    await mesh.serve(till, { pay: () => Promise.reject(new RpcError(code, { data: { missing: 3 } })) })

    for (code of codes) expect(await failureOf(mesh, till)).toMatchObject(silentAbout)
  },

  'a service that another one needs and nobody serves is UNAVAILABLE there too, and says nothing of it':
    async (harness) => {
      await using mesh = await harness.open('till')
      const bank = bankContract()
      const till = tillContract()
      await mesh.serve(till, { pay: (_input, call) => mesh.connect(bank).charge({}, call) })

      const error = await failureOf(mesh, till)

      // That nobody serves the bank is not to be taken for nobody serving the till.
      expect(error).toMatchObject({ code: 'UNAVAILABLE', message: 'UNAVAILABLE', data: undefined })
      expect(isRetryable(error)).toBe(true)
    },

  'a service that another one needs and that does not answer in time is DEADLINE_EXCEEDED there too': async ({
    open,
  }) => {
    await using mesh = await open('till')
    const bank = bankContract({ timeoutMs: 50 })
    const till = tillContract()
    await using _bank = await mesh.serve(bank, { charge: (_input, { signal }) => untilAborted(signal) })
    await mesh.serve(till, { pay: (_input, call) => mesh.connect(bank).charge({}, call) })

    expect(await failureOf(mesh, till)).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: 'DEADLINE_EXCEEDED',
      data: undefined,
    })
  },

  'a service that another one needs and that has no room is OVERLOADED there too, with when to come back':
    async ({ open }) => {
      await using mesh = await open('till')
      const bank = bankContract()
      const till = tillContract()
      const busy = Promise.withResolvers<void>()
      const free = Promise.withResolvers<{ receipt: string }>()
      const charge = () => {
        busy.resolve()
        return free.promise
      }
      await mesh.serve(bank, { charge }, { maxInFlight: 1 })
      await mesh.serve(till, { pay: (_input, call) => mesh.connect(bank).charge({}, call) })
      const first = mesh.connect(bank).charge({})
      await busy.promise

      const error = await failureOf(mesh, till)

      expect(error).toMatchObject({ code: 'OVERLOADED', data: { retryAfterMs: expect.any(Number) } })
      expect(isRetryable(error)).toBe(true)
      free.resolve({ receipt: '1' })
      await first
    },

  'a full queue that a handler publishes to is OVERLOADED to its caller': async ({ open }) => {
    await using mesh = await open('till')
    const name = unique('SLIPS')
    const slips = workQueue({
      ...{ name, subject: `${name.toLowerCase()}.items`, item: z.object({}) },
      ...{ maxItems: 1, maxBytes: 1024 * 1024, leaseMs: 5_000, dedupeMs: 60_000 },
    })
    const till = tillContract()
    await mesh.queue(slips).publish('a', {})
    await mesh.serve(till, {
      pay: async () => {
        await mesh.queue(slips).publish('b', {})
        return { receipt: '' }
      },
    })

    expect(await failureOf(mesh, till)).toMatchObject({
      code: 'OVERLOADED',
      data: { retryAfterMs: expect.any(Number) },
    })
  },

  'a handler without what it needs is UNAVAILABLE, may be asked again, and says nothing': async (harness) => {
    const error = await errorOf(harness, () =>
      Promise.reject(new Unavailable('no database at hunter2', { cause: new Error('hunter2') })),
    )

    expect(error).toMatchObject({ code: 'UNAVAILABLE', message: 'UNAVAILABLE', data: undefined })
    expect(isRetryable(error)).toBe(true)
  },

  'an output that does not fit is INTERNAL and says nothing': async (harness) => {
    const error = await errorOf(harness, async () => ({ receipt: 7 as unknown as string }))

    expect(error).toMatchObject(silentAbout)
  },

  'nobody serving is UNAVAILABLE at once, and may be tried again': async ({ open }) => {
    await using mesh = await open('caller')
    const startedAt = performance.now()

    const error = await failureOf(mesh, tillContract())

    expect(error).toMatchObject({ code: 'UNAVAILABLE' })
    expect(isRetryable(error)).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  },

  'a code of a newer server is INTERNAL, with the code in the message': async ({ open }) => {
    await using mesh = await open('till')
    const old = tillContract()
    const { pay } = old.procedures
    const newer = contract(old.name, { pay: { ...pay, refusals: { ...pay.refusals, CLOSED: z.object({}) } } })
    await mesh.serve(newer, {
      pay: async (_input, call) => {
        throw call.refusal('CLOSED', {})
      },
    })

    const error = await failureOf(mesh, old)

    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('CLOSED') })
  },

  'an output of a newer server that an old caller cannot read is INTERNAL': async ({ open }) => {
    await using mesh = await open('till')
    const old = tillContract()
    const newer = contract(old.name, {
      pay: { ...old.procedures.pay, output: z.object({ number: z.int() }) },
    })
    await mesh.serve(newer, { pay: async () => ({ number: 1 }) })

    expect(await failureOf(mesh, old)).toMatchObject({ code: 'INTERNAL' })
  },

  'a call is logged once, with its code and its trace, and never what was said': async ({ open }) => {
    const records: Array<{ level: string; text: string }> = []
    const record = (level: string) => (fields: object, message: string) => {
      const cause = 'err' in fields && fields.err instanceof Error ? fields.err.message : undefined
      records.push({ level, text: JSON.stringify({ ...fields, cause, message }) })
    }
    const log: MeshLogger = {
      debug: record('debug'),
      info: record('info'),
      warn: record('warn'),
      error: record('error'),
    }
    await using mesh = await open('till', { log })
    const till = tillContract()
    const failures = [undefined, new Error('drawer stuck'), new Unavailable('drawer away')]
    let failure: Error | undefined
    await mesh.serve(till, {
      pay: async () => {
        if (failure) throw failure
        return { receipt: 'hunter2' }
      },
    })
    for (failure of failures) {
      await mesh
        .connect(till)
        .pay({ cents: 4242 })
        .catch(() => {})
    }

    const ours = records.filter(({ text }) => text.includes(`${till.name}.pay`))

    expect(ours.map(({ level }) => level)).toEqual(['debug', 'error', 'warn'])
    expect(JSON.parse(ours[1]?.text ?? '')).toMatchObject({
      procedure: `${till.name}.pay`,
      code: 'INTERNAL',
      cause: 'drawer stuck',
      durationMs: expect.any(Number),
      traceparent: expect.stringMatching(/^00-/),
    })
    expect(JSON.parse(ours[2]?.text ?? '')).toMatchObject({ code: 'UNAVAILABLE', cause: 'drawer away' })
    expect(JSON.stringify(ours)).not.toMatch(/hunter2|4242/)
  },
}
