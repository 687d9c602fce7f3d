import { factor } from './factor'

function twice(value: number): number {
  return value * factor
}
export = twice
