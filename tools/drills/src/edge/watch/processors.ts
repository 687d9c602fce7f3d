import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** Processor time that this machine has used so far, seconds, over all its processors. */
export function busySeconds(): number {
  const [, line = ''] = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8')) ?? []
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number)
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND
}
