console.log 'before'
box = undefined
console.log box.value
