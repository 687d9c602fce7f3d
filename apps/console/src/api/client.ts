import { createClient } from '@runhive/client'

/** The gateway that served this page, with what its visitor's session may do. */
export const client = createClient({ url: location.origin })
