import { DatabaseUrl, parseSettings } from '@runhive/process/settings'
import * as z from 'zod'
import { provision } from '../provision.ts'

/**
 * Makes sure that the service of `DATABASE_URL` has its role, with the password of that URL, and its schema in the
 * database that `ADMIN_DATABASE_URL` names. A deploy step, safe to repeat: before the service's migrate.
 */
const settings = parseSettings(
  z.object({ ADMIN_DATABASE_URL: DatabaseUrl, DATABASE_URL: DatabaseUrl }),
  process.env,
)
const { username, password } = new URL(settings.DATABASE_URL)
await provision(settings.ADMIN_DATABASE_URL, decodeURIComponent(username), decodeURIComponent(password))
console.log(`${username} has its role and its schema`)
