/// <reference path="shapes.ts" />
interface String {
  shout(): string
}
String.prototype.shout = function () {
  return `${this.toUpperCase()}!`
}
namespace Shapes {
  export const cube = (side: number) => square(side) * side
}
console.log('a script'.shout(), Shapes.cube(3))
