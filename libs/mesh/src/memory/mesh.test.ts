import { describe } from 'vitest'
import { meshConformance } from '../../testing/conformance.ts'
import type { MeshLogger } from '../logger.ts'
import type { Mesh } from '../mesh.ts'
import { createMemoryMesh } from './mesh.ts'

describe('the mesh in memory', () => {
  meshConformance(() => {
    let mesh: Mesh | undefined
    const open = async (_service: string, options: { log?: MeshLogger } = {}) => {
      mesh ??= createMemoryMesh(options)
      return mesh
    }
    return { open }
  })
})
