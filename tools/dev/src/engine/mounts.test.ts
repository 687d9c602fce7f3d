import { expect, test } from 'vitest'
import { leftBehind, parseMountPoints } from './mounts.ts'

test('mount points are read with their escapes', () => {
  const mounts =
    'proc /proc proc rw 0 0\nnsfs /run/docker/netns/default nsfs rw 0 0\n/dev/a /mnt/a\\040b ext4 rw 0 0\n'
  expect(parseMountPoints(mounts)).toEqual(['/proc', '/run/docker/netns/default', '/mnt/a b'])
})

test('what was mounted before stays, what an engine added goes, the newest first', () => {
  const before = ['/', '/var/lib/docker']
  const now = [
    '/',
    '/var/lib/docker',
    '/var/lib/docker',
    '/var/lib/docker/overlay2/x',
    '/run/docker/netns/default',
    '/mnt',
  ]
  expect(leftBehind({ before, now, roots: ['/var/lib/docker', '/run/docker'] })).toEqual([
    '/run/docker/netns/default',
    '/var/lib/docker/overlay2/x',
    '/var/lib/docker',
  ])
})

test('a folder whose name merely begins the same is none of ours', () => {
  expect(leftBehind({ before: [], now: ['/run/docker-desktop/x'], roots: ['/run/docker'] })).toEqual([])
})
