import { contract } from '@runhive/contracts/define'
import * as z from 'zod'

/** The smallest useful contract, to see what a typed call costs over a raw one. */
export const echo = contract('bench', {
  echo: {
    input: z.object({ text: z.string() }),
    output: z.object({ text: z.string() }),
    refusals: {},
    timeoutMs: 5_000,
  },
})

/** Where the raw responder listens. */
export const RAW_SUBJECT = 'bench.raw'
