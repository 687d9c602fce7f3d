println 'hello, world'
