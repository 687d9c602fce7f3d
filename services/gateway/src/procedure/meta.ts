import type * as z from 'zod'
import type { Access } from '../admission/access.ts'

/** What a procedure says about itself: who may call it, and how it is reached over REST. */
export interface ProcedureMeta extends Access {
  rest?: {
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
    path: `/${string}`
    summary: string
    /** Longer text for the reference. */
    description?: string
    /** HTTP status of success; 200 unless said. */
    status?: number
    /** For what is only begun: where it can be followed, with `{names}` of the answer's fields. */
    location?: `/${string}`
    /** A yes-or-no query parameter that chooses this procedure among those of one method and path. */
    when?: { name: string; description: string }
    /** For a subscription: what the `data` of its server-sent events holds. */
    event?: z.ZodType
    /** For a stream of records: one line of its newline-delimited JSON, and the name of the file that it makes. */
    lines?: { of: z.ZodType; fileName: string }
  }
}
