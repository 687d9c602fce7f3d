import * as z from 'zod'
import { contract } from './define.ts'

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .refine((value) => !/[\r\n\0]/.test(value), 'must be one line')

export const contact = contract('contact', {
  /** Stores a message of the contact form for the operator. */
  send: {
    input: z.object({
      name: line(200),
      email: z.email().max(254),
      message: z.string().trim().min(1, 'must not be empty').max(10_000),
    }),
    output: z.object({ id: z.uuid(), receivedAt: z.iso.datetime() }),
    refusals: {},
    timeoutMs: 3_000,
  },
})
