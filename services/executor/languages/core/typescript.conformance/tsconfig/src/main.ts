import { total } from '@/total'
import { unit } from 'shared/unit'

function traced(target: object, name: string, property: PropertyDescriptor) {
  const original = property.value
  property.value = function (...values) {
    console.log(`${name}(${values})`)
    return original.apply(this, values)
  }
}

class Sum {
  @traced
  of(values) {
    return total(values)
  }
}

let result = null
result = new Sum().of([1, 2, 3])
console.log(`${result} ${unit}`)
