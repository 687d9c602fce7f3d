import type { Contract } from '../define.ts'
import { type Role, roles } from '../roles.ts'
import type { EventLog, WorkQueue } from '../streams.ts'
import type { Boundary } from './surface.ts'

const all: ReadonlyArray<Role> = Object.values(roles)
const contracts = all.flatMap(({ serves = [], servesAt = [] }): Contract[] => [...serves, ...servesAt])
const streams = all.flatMap(({ ownsStreams = [] }) => ownsStreams)
const isLog = (stream: WorkQueue | EventLog): stream is EventLog => 'prefix' in stream

/** Everything that crosses a process boundary: a contract that nobody serves and a stream that nobody owns do not. */
export const boundary: Boundary = {
  contracts,
  queues: streams.filter((stream): stream is WorkQueue => !isLog(stream)),
  logs: streams.filter(isLog),
}
