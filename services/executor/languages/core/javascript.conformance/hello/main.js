console.log('hello, world')
