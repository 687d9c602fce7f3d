const count: number = 'three'
console.log(`${count} all the same`)
