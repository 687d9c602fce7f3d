console.log('never printed')
const count: number = 'three'
console.log(count)
