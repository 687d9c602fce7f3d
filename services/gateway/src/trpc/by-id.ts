import * as z from 'zod'

/** One execution. */
export const ById = z.strictObject({ id: z.uuid('must be an execution id, a UUID') })
