import type { RpcError } from '@runhive/contracts/define'
import { expect } from 'vitest'
import type { Mesh } from '../../src/mesh.ts'

/** Resolves when all of them reach the server again. */
export async function isBack(...meshes: Mesh[]): Promise<void> {
  for (const mesh of meshes) {
    await expect
      .poll(
        () =>
          mesh.ping().then(
            () => 'back',
            () => 'away',
          ),
        { timeout: 10_000 },
      )
      .toBe('back')
  }
}

/** Resolves when all of them have noticed that the server is away. */
export async function isAway(...meshes: Mesh[]): Promise<void> {
  for (const mesh of meshes) {
    await expect
      .poll(() =>
        mesh.ping().then(
          () => 'back',
          (error: RpcError) => error.code,
        ),
      )
      .toBe('UNAVAILABLE')
  }
}
