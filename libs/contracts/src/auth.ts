import * as z from 'zod'
import { contract } from './define.ts'

export type Principal = z.output<typeof Principal>
/** What a credential proves. */
export const Principal = z.object({
  accountId: z
    .string()
    .describe('Lower-case letters, digits and hyphens only: it is part of message subjects.'),
  credential: z.object({ kind: z.literal('key'), id: z.string() }),
  role: z.enum(['user', 'operator']),
  scopes: z.array(z.enum(['executions'])),
})

export const auth = contract('auth', {
  /** Who is asking, and may they? One call per request, before anything else happens. */
  admit: {
    input: z.object({
      credential: z.object({ kind: z.literal('key'), token: z.string().max(256) }),
      procedure: z.string().max(64).describe('For example "executions.run".'),
      ip: z.string().max(64).optional(),
      userAgent: z.string().max(512).optional(),
    }),
    output: Principal,
    refusals: {
      /** No such key, or not any more. Says nothing about which. */
      UNAUTHENTICATED: z.object({}),
      /** A real key, without the right to this procedure. */
      FORBIDDEN: z.object({ scope: z.string() }),
    },
    timeoutMs: 2_000,
  },
})
