import { writeFileSync } from 'node:fs'
import { authorizationFile, deployedAuthorization } from './nats-authorization.ts'

// Run after a role has changed: node tools/stack/src/write-nats-authorization.ts
writeFileSync(authorizationFile, deployedAuthorization())
