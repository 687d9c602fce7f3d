import { readFileSync } from 'node:fs'
import { type Attack, scaled } from '../attack.ts'
import { connect, readAnswer } from '../wire/connect.ts'
import { hold } from '../wire/hold.ts'

/** Descriptors that the attacker needs for itself. */
const SPARE = 100

export const idleSockets: Attack = {
  title: '4000 connections on which nothing is said, as far as the attacker has descriptors',
  begin(aim, tally) {
    const count = Math.min(scaled(aim, 4_000), openFilesAllowed() - SPARE)
    hold(count, (number) => {
      const socket = connect(aim, tally, number)
      readAnswer(socket, tally)
      tally.did('connections')
      return socket
    })
  },
}

function openFilesAllowed(): number {
  const [, allowed] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return Number(allowed ?? 1_024)
}
