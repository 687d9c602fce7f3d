console.log 'before'
box = void
console.log box.value
