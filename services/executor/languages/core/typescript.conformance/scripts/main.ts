interface String {
  shout(): string
}
String.prototype.shout = function () {
  return `${this.toUpperCase()}!`
}
console.log('a script'.shout())
