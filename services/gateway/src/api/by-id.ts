import * as z from 'zod'

/** One execution. Ids are written in lower case, and keys of the mesh have no other. */
export const ById = z.strictObject({ id: z.uuid('must be an execution id, a UUID').toLowerCase() })
