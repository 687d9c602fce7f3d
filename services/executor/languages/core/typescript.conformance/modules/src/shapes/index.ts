import type { Shape } from './shape'
export type { Shape } from './shape'

export function area(shape: Shape): number {
  return shape.kind === 'square' ? shape.side ** 2 : Math.PI * shape.radius ** 2
}

if (require.main === module) console.log('this is not the main module')
