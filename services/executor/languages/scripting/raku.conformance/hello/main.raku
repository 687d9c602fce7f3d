say 'hello, world';
