console.log 'hello, world'
