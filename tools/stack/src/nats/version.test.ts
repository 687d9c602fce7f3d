import { expect, test } from 'vitest'
import { natsVersion } from './version.ts'

test('a program that tells no version is named', () => {
  expect(() => natsVersion('/nowhere/nats-server')).toThrow('/nowhere/nats-server')
})
