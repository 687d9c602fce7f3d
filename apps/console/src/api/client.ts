import { createClient } from '@runhive/client'

/** A client of the gateway that served this page, with the visitor's session. */
export const client = createClient({ url: location.origin })
